package ai.band.local.rest;

import ai.band.local.json.EntryShapes;
import ai.band.local.json.Json;
import ai.band.local.json.RoomShapes;
import ai.band.local.world.Control;
import ai.band.local.world.Entry;
import ai.band.local.world.Participant;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.local.world.World;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rooms, messages and participants for people, and the buttons that stop and resume agents. */
final class OwnRooms {
  private final World world;

  private OwnRooms(World world) {
    this.world = world;
  }

  static void register(Router router, World world) {
    var self = new OwnRooms(world);
    var routes = new Routes(router, "/api/v1/me/chats", Router.Access.PERSON);
    routes.get("", "listMyChats", self::list);
    routes.post("", "createMyChatRoom", self::create);
    routes.get("/{id}", "getMyChatRoom", self::get);
    routes.get("/{chat_id}/messages", "listMyChatMessages", self::messages);
    routes.post("/{chat_id}/messages", "sendMyChatMessage", self::post);
    routes.get("/{chat_id}/participants", "listMyChatParticipants", self::participants);
    routes.post("/{chat_id}/participants", "addMyChatParticipant", self::add);
    routes.add("DELETE", "/{chat_id}/participants/{id}", "removeMyChatParticipant", self::remove);
    routes.post("/{chat_id}/agents/stop", "stopMyChatAgents", self::stop);
    routes.post("/{chat_id}/agents/play", "playMyChatAgents", self::play);
  }

  private Answer list(Exchange exchange) {
    String status = oneOf(exchange, "status", Set.of("active", "archived", "closed"));
    String type = oneOf(exchange, "type", Set.of("direct", "group", "task"));
    String sort = oneOf(exchange, "sort_by", Set.of("inserted_at", "updated_at"));
    String order = oneOf(exchange, "order", Set.of("asc", "desc"));
    Comparator<Room> rising =
        "updated_at".equals(sort)
            ? Comparator.comparing(Room::updatedAt)
            : Comparator.comparing(Room::insertedAt);
    Paging paging = Paging.cursor(exchange, 20, 100);
    List<Room> rooms =
        world.rooms().of(exchange.person()).stream()
            .filter(room -> status == null || status.equals("active"))
            .filter(room -> type == null || type.equals(RoomShapes.type(room)))
            .sorted("asc".equals(order) ? rising : rising.reversed())
            .toList();
    return paging.placed(rooms, RoomShapes::ownRoom);
  }

  private static @Nullable String oneOf(Exchange exchange, String name, Set<String> allowed) {
    String value = exchange.query(name);
    if (value != null && !allowed.contains(value)) {
      throw Refusal.invalid("/" + name, "is invalid");
    }
    return value;
  }

  private Answer create(Exchange exchange) {
    return Answer.created(
        RoomShapes.ownRoom(AgentRooms.create(world, exchange, exchange.person())));
  }

  private Answer get(Exchange exchange) {
    return Answer.ok(RoomShapes.ownRoom(room(exchange, "id")));
  }

  private Answer messages(Exchange exchange) {
    Room room = room(exchange, "chat_id");
    String types = exchange.query("message_type");
    Instant since = since(exchange);
    Paging paging = Paging.cursor(exchange, 20, 100);
    List<Entry> newestFirst =
        room.timeline().reversed().stream()
            .filter(entry -> types == null || List.of(types.split(",", -1)).contains(entry.type()))
            .filter(entry -> since == null || entry.insertedAt().isAfter(since))
            .toList();
    return paging.falling(newestFirst, Entry::number, EntryShapes::message);
  }

  private static @Nullable Instant since(Exchange exchange) {
    String since = exchange.query("since");
    if (since == null) {
      return null;
    }
    if (exchange.hasQuery("cursor")) {
      throw Refusal.invalid("/since", "cannot be combined with cursor");
    }
    try {
      return OffsetDateTime.parse(since).toInstant();
    } catch (DateTimeException e) {
      throw Refusal.invalid("/since", "must be an ISO-8601 time");
    }
  }

  private Answer post(Exchange exchange) {
    Room room = room(exchange, "chat_id");
    Fields message = exchange.body().object("message");
    Entry entry =
        world
            .messages()
            .post(
                room, exchange.person(), message.text("content"), MessageBodies.mentions(message));
    return Answer.created(EntryShapes.sent(entry));
  }

  private Answer participants(Exchange exchange) {
    Room room = room(exchange, "chat_id");
    String type = exchange.query("participant_type");
    Paging paging = Paging.cursor(exchange, 20, 100);
    Collection<Participant> all = room.participants();
    List<Participant> fitting =
        all.stream().filter(each -> type == null || type.equals(each.identity().type())).toList();
    return paging.placed(fitting, RoomShapes::participantDetails);
  }

  private Answer add(Exchange exchange) {
    return AgentRooms.add(world, exchange, room(exchange, "chat_id"), exchange.person());
  }

  private Answer remove(Exchange exchange) {
    Room room = room(exchange, "chat_id");
    Participant removed = world.rooms().remove(room, exchange.person(), exchange.path("id"));
    return Answer.ok(RoomShapes.participant(removed));
  }

  private Answer stop(Exchange exchange) {
    return signal(exchange, Control.Mode.STOP);
  }

  private Answer play(Exchange exchange) {
    return signal(exchange, Control.Mode.PLAY);
  }

  private Answer signal(Exchange exchange, Control.Mode mode) {
    Room room = room(exchange, "chat_id");
    ObjectNode data = Json.object().put("mode", mode.wire());
    ArrayNode reached = data.putArray("agent_ids");
    for (RegisteredAgent agent : world.controls().signalRoom(room, mode)) {
      reached.add(agent.id());
    }
    return Answer.ok(data);
  }

  private Room room(Exchange exchange, String parameter) {
    return world.rooms().forParticipant(exchange.path(parameter), exchange.person());
  }
}
