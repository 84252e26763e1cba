package ai.band.local.rest;

import ai.band.local.json.EntryShapes;
import ai.band.local.world.Deliveries;
import ai.band.local.world.Entry;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.local.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Messages, their marks, events and context for agents. */
final class AgentMessages {
  private final World world;

  private AgentMessages(World world) {
    this.world = world;
  }

  static void register(Router router, World world) {
    var self = new AgentMessages(world);
    var routes = new Routes(router, "/api/v1/agent/chats/{chat_id}", Router.Access.AGENT);
    routes.get("/messages", "listAgentMessages", self::list);
    routes.post("/messages", "createAgentChatMessage", self::post);
    routes.get("/messages/next", "getAgentNextMessage", self::next);
    routes.post("/messages/{id}/processing", "markAgentMessageProcessing", self::processing);
    routes.post("/messages/{id}/processed", "markAgentMessageProcessed", self::processed);
    routes.post("/messages/{id}/failed", "markAgentMessageFailed", self::failed);
    routes.post("/events", "createAgentChatEvent", self::event);
    routes.get("/context", "getAgentChatContext", self::context);
  }

  private Answer list(Exchange exchange) {
    Room room = room(exchange);
    String status = exchange.query("status");
    Paging paging = Paging.cursor(exchange, 20, 100);
    List<Entry> entries = world.deliveries().list(room, exchange.agent(), filter(status));
    Answer answer = paging.rising(entries, Entry::number, EntryShapes::message);
    if (status != null && answer.body() instanceof ObjectNode body) {
      ((ObjectNode) body.required("metadata")).put("status_filter", status);
    }
    return answer;
  }

  private static Deliveries.Filter filter(@Nullable String status) {
    return switch (status) {
      case null -> Deliveries.Filter.UNPROCESSED;
      case "pending" -> Deliveries.Filter.PENDING;
      case "processing" -> Deliveries.Filter.PROCESSING;
      case "processed" -> Deliveries.Filter.PROCESSED;
      case "failed" -> Deliveries.Filter.FAILED;
      case "all" -> Deliveries.Filter.ALL;
      default -> throw Refusal.invalid("/status", "is invalid");
    };
  }

  private Answer post(Exchange exchange) {
    Room room = room(exchange);
    Fields message = exchange.body().object("message");
    Entry entry =
        world
            .messages()
            .post(room, exchange.agent(), message.text("content"), MessageBodies.mentions(message));
    return Answer.created(EntryShapes.sent(entry));
  }

  private Answer next(Exchange exchange) {
    Entry entry = world.deliveries().next(room(exchange), exchange.agent());
    return entry == null ? Answer.nothing() : Answer.ok(EntryShapes.message(entry));
  }

  private Answer processing(Exchange exchange) {
    RegisteredAgent agent = exchange.agent();
    return marked(agent, world.deliveries().processing(room(exchange), agent, exchange.path("id")));
  }

  private Answer processed(Exchange exchange) {
    RegisteredAgent agent = exchange.agent();
    return marked(agent, world.deliveries().processed(room(exchange), agent, exchange.path("id")));
  }

  private Answer failed(Exchange exchange) {
    RegisteredAgent agent = exchange.agent();
    Room room = room(exchange);
    String error = exchange.body().text("error");
    return marked(agent, world.deliveries().failed(room, agent, exchange.path("id"), error));
  }

  private static Answer marked(RegisteredAgent agent, @Nullable Entry entry) {
    return entry == null
        ? Answer.nothing()
        : Answer.ok(EntryShapes.status(entry, entry.delivery(agent.id())));
  }

  private Answer event(Exchange exchange) {
    Room room = room(exchange);
    Fields event = exchange.body().object("event");
    Entry entry =
        world
            .messages()
            .postEvent(
                room,
                exchange.agent(),
                event.text("message_type"),
                event.text("content"),
                event.objectOrNull("metadata"));
    return Answer.created(EntryShapes.created(entry));
  }

  private Answer context(Exchange exchange) {
    Room room = room(exchange);
    Paging paging = Paging.cursor(exchange, 50, 100);
    List<Entry> entries = world.deliveries().context(room, exchange.agent());
    Answer answer = paging.rising(entries, Entry::number, EntryShapes::message);
    if (answer.body() instanceof ObjectNode body) {
      body.set("meta", body.required("metadata").deepCopy());
    }
    return answer;
  }

  private Room room(Exchange exchange) {
    return world.rooms().forParticipant(exchange.path("chat_id"), exchange.agent());
  }
}
