package ai.band.local.rest;

import ai.band.local.json.IdentityShapes;
import ai.band.local.json.Json;
import ai.band.local.json.RoomShapes;
import ai.band.local.world.Identity;
import ai.band.local.world.Peers;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Role;
import ai.band.local.world.Room;
import ai.band.local.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Identity, peers, rooms and participants for agents. */
final class AgentRooms {
  private final World world;

  private AgentRooms(World world) {
    this.world = world;
  }

  static void register(Router router, World world) {
    var self = new AgentRooms(world);
    var routes = new Routes(router, "/api/v1/agent", Router.Access.AGENT);
    routes.get("/me", "getAgentMe", self::me);
    routes.get("/peers", "listAgentPeers", self::peers);
    routes.get("/chats", "listAgentChats", self::list);
    routes.post("/chats", "createAgentChat", self::create);
    routes.get("/chats/{id}", "getAgentChat", self::get);
    routes.add("PATCH", "/chats/{id}", "renameAgentChat", self::rename);
    routes.get("/chats/{chat_id}/participants", "listAgentChatParticipants", self::participants);
    routes.post("/chats/{chat_id}/participants", "addAgentChatParticipant", self::add);
    routes.add(
        "DELETE", "/chats/{chat_id}/participants/{id}", "removeAgentChatParticipant", self::remove);
    routes.post("/chats/{chat_id}/activity", "reportAgentChatActivity", self::activity);
  }

  private Answer me(Exchange exchange) {
    return Answer.ok(IdentityShapes.agentMe(exchange.agent()));
  }

  private Answer peers(Exchange exchange) {
    List<Peers.Peer> peers = peersOutside(world, exchange, exchange.agent());
    return Paging.pages(exchange, 20).placed(peers, IdentityShapes::peer);
  }

  static List<Peers.Peer> peersOutside(World world, Exchange exchange, Identity who) {
    List<Peers.Peer> peers = world.peers().of(who);
    String roomId = exchange.query("not_in_chat");
    Room room = roomId == null ? null : world.rooms().byId(roomId);
    if (room == null || room.participant(who.id()) == null) {
      return peers;
    }
    return peers.stream().filter(peer -> room.participant(peer.identity().id()) == null).toList();
  }

  private Answer list(Exchange exchange) {
    List<Room> rooms = world.rooms().of(exchange.agent());
    return Paging.pages(exchange, 20).placed(rooms, RoomShapes::room);
  }

  private Answer create(Exchange exchange) {
    return Answer.created(RoomShapes.room(create(world, exchange, exchange.agent())));
  }

  static Room create(World world, Exchange exchange, Identity owner) {
    Fields chat = exchange.body().object("chat");
    return world
        .rooms()
        .create(owner, chat.textOrNull("title"), taskId(chat.textOrNull("task_id")));
  }

  private static @Nullable String taskId(@Nullable String text) {
    if (text != null && !text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw Refusal.invalid("/chat/task_id", "must be a UUID");
    }
    return text;
  }

  private Answer get(Exchange exchange) {
    return Answer.ok(RoomShapes.room(room(exchange, "id")));
  }

  private Answer rename(Exchange exchange) {
    Room room = room(exchange, "id");
    String title = exchange.body().object("chat").text("title");
    world.rooms().rename(room, exchange.agent(), title);
    return Answer.ok(RoomShapes.room(room));
  }

  private Answer participants(Exchange exchange) {
    Room room = room(exchange, "chat_id");
    return Answer.ok(Answer.list(room.participants(), RoomShapes::participant));
  }

  private Answer add(Exchange exchange) {
    return add(world, exchange, room(exchange, "chat_id"), exchange.agent());
  }

  static Answer add(World world, Exchange exchange, Room room, Identity by) {
    Fields wanted = exchange.body().object("participant");
    String id = wanted.text("participant_id");
    String roleText = wanted.textNotNull("role");
    Role role = roleText == null ? Role.MEMBER : Role.parse(roleText);
    if (role == null) {
      throw Refusal.invalid("/participant/role", "is invalid");
    }
    Identity whom = world.directory().byId(id);
    if (whom == null) {
      throw Refusal.notFound("participant");
    }
    return Answer.created(RoomShapes.participant(world.rooms().add(room, by, whom, role)));
  }

  private Answer remove(Exchange exchange) {
    Room room = room(exchange, "chat_id");
    var removed = world.rooms().remove(room, exchange.agent(), exchange.path("id"));
    return Answer.ok(RoomShapes.participant(removed));
  }

  private Answer activity(Exchange exchange) {
    RegisteredAgent agent = exchange.agent();
    Room room = room(exchange, "chat_id");
    boolean working = exchange.body().truth("working");
    world.controls().report(room, agent, working);
    return Answer.ok(Json.object().put("working", working));
  }

  private Room room(Exchange exchange, String parameter) {
    return world.rooms().forParticipant(exchange.path(parameter), exchange.agent());
  }
}
