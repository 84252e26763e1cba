package ai.band.local.rest;

import ai.band.local.json.IdentityShapes;
import ai.band.local.json.Json;
import ai.band.local.json.RoomShapes;
import ai.band.local.world.Control;
import ai.band.local.world.Controls;
import ai.band.local.world.Peers;
import ai.band.local.world.Person;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.World;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Profile, agents and peers for people. */
final class OwnAccount {
  private static final Map<String, Comparator<RegisteredAgent>> ORDERS =
      Map.of(
          "name", Comparator.comparing(RegisteredAgent::name),
          "inserted_at", Comparator.comparing(RegisteredAgent::insertedAt),
          "updated_at", Comparator.comparing(RegisteredAgent::updatedAt));

  private final World world;

  private OwnAccount(World world) {
    this.world = world;
  }

  static void register(Router router, World world) {
    var self = new OwnAccount(world);
    var routes = new Routes(router, "/api/v1/me", Router.Access.PERSON);
    routes.get("/profile", "getMyProfile", self::profile);
    routes.add("PUT", "/profile", "updateMyProfile", self::updateProfile);
    routes.get("/agents", "listMyAgents", self::agents);
    routes.post("/agents/register", "registerMyAgent", self::registerAgent);
    routes.get("/peers", "listMyPeers", self::peers);
    routes.get("/agents/{agent_id}/executions", "listMyAgentExecutions", self::executions);
    routes.post(
        "/agents/{agent_id}/executions/{execution_id}/interrupt",
        "interruptMyAgentExecution",
        self::interrupt);
  }

  private Answer profile(Exchange exchange) {
    return Answer.ok(IdentityShapes.profile(exchange.person()));
  }

  private Answer updateProfile(Exchange exchange) {
    Person person = exchange.person();
    Fields user = exchange.body().object("user");
    String first = user.textNotNull("first_name");
    String last = user.textNotNull("last_name");
    String name =
        (first == null ? person.firstName() : first)
            + " "
            + (last == null ? person.lastName() : last);
    world.directory().rename(person, person.handle(), name.strip());
    return Answer.ok(IdentityShapes.profile(person));
  }

  private Answer agents(Exchange exchange) {
    String sort = exchange.query("sort");
    Comparator<RegisteredAgent> rising = ORDERS.get(sort == null ? "inserted_at" : sort);
    if (rising == null) {
      throw Refusal.invalid("/sort", "is invalid");
    }
    Comparator<RegisteredAgent> order =
        "asc".equals(exchange.query("order")) ? rising : rising.reversed();
    Paging paging = Paging.cursor(exchange, 20, 100);
    List<RegisteredAgent> found =
        world.directory().agentsOf(exchange.person()).stream()
            .filter(agent -> fits(exchange, agent))
            .sorted(order)
            .toList();
    Answer answer = paging.placed(found, IdentityShapes::ownAgent);
    if (answer.body() instanceof ObjectNode body) {
      describeList((ObjectNode) body.required("metadata"));
    }
    return answer;
  }

  private static boolean fits(Exchange exchange, RegisteredAgent agent) {
    String name = exchange.query("name");
    String external = exchange.query("is_external");
    String listed = exchange.query("listed_in_directory");
    boolean named =
        name == null
            || agent.name().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT));
    return named
        && (external == null || external.equals("true"))
        && (listed == null || listed.equals(Boolean.toString(agent.global())));
  }

  private static void describeList(ObjectNode metadata) {
    ArrayNode filters = metadata.putArray("available_filters");
    filter(filters, "name", "Name", "string");
    filter(filters, "is_external", "External", "boolean");
    filter(filters, "listed_in_directory", "Listed", "boolean");
    ArrayNode sortable = metadata.putArray("sortable_fields");
    for (String field : List.of("name", "inserted_at", "updated_at")) {
      sortable.addObject().put("param", field).put("label", field.replace('_', ' '));
    }
  }

  private static void filter(ArrayNode filters, String param, String label, String type) {
    filters.addObject().put("param", param).put("label", label).put("type", type);
  }

  private Answer registerAgent(Exchange exchange) {
    Fields wanted = exchange.body().object("agent");
    String description = wanted.text("description");
    if (description.isBlank()) {
      throw Refusal.invalid("/agent/description", "can't be blank");
    }
    RegisteredAgent agent =
        world.directory().addAgent(exchange.person(), wanted.text("name"), description);
    return Answer.created(IdentityShapes.registered(agent));
  }

  private Answer peers(Exchange exchange) {
    String type = exchange.query("type");
    List<Peers.Peer> peers =
        AgentRooms.peersOutside(world, exchange, exchange.person()).stream()
            .filter(peer -> type == null || type.equals(peer.identity().type()))
            .toList();
    return Paging.pages(exchange, 20).placed(peers, IdentityShapes::peer);
  }

  private Answer executions(Exchange exchange) {
    List<Controls.Execution> executions = world.controls().executions(ownAgent(exchange));
    return Answer.ok(Answer.list(executions, RoomShapes::execution));
  }

  private Answer interrupt(Exchange exchange) {
    RegisteredAgent agent = ownAgent(exchange);
    String wanted = exchange.path("execution_id");
    Controls.Execution execution =
        world.controls().executions(agent).stream()
            .filter(each -> each.id().equals(wanted))
            .findFirst()
            .orElseThrow(() -> Refusal.notFound("execution"));
    Control control = world.controls().signal(agent, Control.Mode.INTERRUPT, execution.room());
    return Answer.ok(
        Json.object().put("id", wanted).put("correlation_id", control.correlationId()));
  }

  private RegisteredAgent ownAgent(Exchange exchange) {
    if (world.directory().byId(exchange.path("agent_id")) instanceof RegisteredAgent agent
        && agent.owner() == exchange.person()) {
      return agent;
    }
    throw Refusal.notFound("agent");
  }
}
