package ai.band.local.admin;

import ai.band.local.json.ContactShapes;
import ai.band.local.json.EntryShapes;
import ai.band.local.json.Json;
import ai.band.local.json.RoomShapes;
import ai.band.local.rest.Answer;
import ai.band.local.rest.Exchange;
import ai.band.local.rest.Fields;
import ai.band.local.rest.Routes;
import ai.band.local.world.ContactRequest;
import ai.band.local.world.Control;
import ai.band.local.world.Features;
import ai.band.local.world.Identity;
import ai.band.local.world.Mention;
import ai.band.local.world.Participant;
import ai.band.local.world.Person;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Role;
import ai.band.local.world.Room;
import ai.band.local.world.World;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Changing the world from another process. */
final class AdminWorld {
  private final World world;
  private final Lookup lookup;

  private AdminWorld(World world) {
    this.world = world;
    this.lookup = new Lookup(world);
  }

  static void register(Routes routes, World world) {
    var self = new AdminWorld(world);
    routes.post("/users", "localAddUser", self::addUser);
    routes.post("/agents", "localAddAgent", self::addAgent);
    routes.get("/identities", "localIdentities", self::identities);
    routes.post("/rooms", "localAddRoom", self::addRoom);
    routes.get("/rooms", "localRooms", self::rooms);
    routes.add("DELETE", "/rooms/{room}", "localDeleteRoom", self::deleteRoom);
    routes.post("/rooms/{room}/messages", "localPost", self::post);
    routes.post("/rooms/{room}/participants", "localAddParticipant", self::addParticipant);
    routes.add(
        "DELETE",
        "/rooms/{room}/participants/{identity}",
        "localRemoveParticipant",
        self::removeParticipant);
    routes.post("/control", "localControl", self::control);
    routes.post("/contacts", "localContact", self::contact);
    routes.post("/features", "localFeatures", self::features);
  }

  private Answer addUser(Exchange exchange) {
    Fields body = exchange.body();
    String handle = body.text("handle");
    String name = body.textOrNull("name");
    Person person =
        world
            .directory()
            .addPerson(handle, name == null ? handle : name, body.textOrNull("api_key"));
    return Answer.created(identity(person));
  }

  private Answer addAgent(Exchange exchange) {
    Fields body = exchange.body();
    RegisteredAgent agent =
        world
            .directory()
            .addAgent(
                lookup.person(body.text("owner")),
                body.text("name"),
                body.textOrNull("description"),
                body.textOrNull("id"),
                body.textOrNull("api_key"));
    if (body.truth("global", false)) {
      agent.makeGlobal();
    }
    return Answer.created(identity(agent));
  }

  private Answer identities(Exchange exchange) {
    return Answer.ok(Answer.list(world.directory().list(identity -> true), AdminWorld::identity));
  }

  private static ObjectNode identity(Identity identity) {
    return Json.object()
        .put("id", identity.id())
        .put("handle", identity.handle())
        .put("name", identity.name())
        .put("type", identity.type())
        .put("api_key", identity.apiKey());
  }

  private Answer addRoom(Exchange exchange) {
    Fields body = exchange.body();
    Identity owner = lookup.identity(body.text("owner"));
    Identity[] members =
        body.texts("participants").stream().map(lookup::identity).toArray(Identity[]::new);
    Room room = world.rooms().create(owner, body.textOrNull("title"), members);
    return Answer.created(RoomShapes.room(room));
  }

  private Answer rooms(Exchange exchange) {
    return Answer.ok(Answer.list(world.rooms().all(), RoomShapes::room));
  }

  private Answer deleteRoom(Exchange exchange) {
    Room room = lookup.room(exchange);
    world.rooms().delete(room);
    return Answer.ok(Json.object().put("id", room.id()));
  }

  private Answer post(Exchange exchange) {
    Room room = lookup.room(exchange);
    Fields body = exchange.body();
    Identity sender = lookup.identity(body.text("sender"));
    List<Mention.Wish> wishes =
        body.texts("mentions").stream().map(lookup::identity).map(Mention.Wish::of).toList();
    return Answer.created(
        EntryShapes.message(world.messages().post(room, sender, body.text("content"), wishes)));
  }

  private Answer addParticipant(Exchange exchange) {
    Fields body = exchange.body();
    String wire = body.textOrNull("role");
    Role role = wire == null ? Role.MEMBER : Role.parse(wire);
    if (role == null) {
      throw Refusal.invalid("/role", "is invalid");
    }
    Identity whom = lookup.identity(body.text("identity"));
    Participant added = world.rooms().join(lookup.room(exchange), whom, role);
    return Answer.created(RoomShapes.participant(added));
  }

  private Answer removeParticipant(Exchange exchange) {
    Room room = lookup.room(exchange);
    Participant participant = room.participant(lookup.identity(exchange.path("identity")).id());
    if (participant == null) {
      throw Refusal.notFound("participant");
    }
    world.rooms().leave(room, participant);
    return Answer.ok(RoomShapes.participant(participant));
  }

  private Answer control(Exchange exchange) {
    Fields body = exchange.body();
    RegisteredAgent agent = lookup.agent(body.text("agent"));
    String roomId = body.textOrNull("room");
    Control.Mode mode =
        switch (body.text("mode").toLowerCase(Locale.ROOT)) {
          case "interrupt" -> Control.Mode.INTERRUPT;
          case "stop" -> Control.Mode.STOP;
          case "play" -> Control.Mode.PLAY;
          default -> throw Refusal.invalid("/mode", "must be interrupt, stop or play");
        };
    Room room = roomId == null ? null : lookup.room(roomId);
    return Answer.ok(RoomShapes.control(world.controls().signal(agent, mode, room)));
  }

  private Answer contact(Exchange exchange) {
    Fields body = exchange.body();
    Identity from = lookup.identity(body.text("from"));
    Identity to = lookup.identity(body.text("to"));
    ContactRequest request =
        switch (body.text("action")) {
          case "request" -> world.contacts().request(from, to.handle(), body.textOrNull("message"));
          case "approve" -> world.contacts().answer(to, true, null, from.handle());
          case "reject" -> world.contacts().answer(to, false, null, from.handle());
          case "cancel" -> world.contacts().cancel(from, null, to.handle());
          default -> throw Refusal.invalid("/action", "must be request, approve, reject or cancel");
        };
    return Answer.ok(ContactShapes.status(request));
  }

  private Answer features(Exchange exchange) {
    Fields body = exchange.body();
    Features features = world.features();
    features.memories(body.truth("memories", features.memories()));
    features.tasks(body.truth("tasks", features.tasks()));
    features.maxRooms(body.number("max_rooms", features.maxRooms()));
    features.maxMessageCharacters(
        body.number("max_message_characters", features.maxMessageCharacters()));
    return Answer.ok(
        Json.object()
            .put("memories", features.memories())
            .put("tasks", features.tasks())
            .put("max_rooms", features.maxRooms())
            .put("max_message_characters", features.maxMessageCharacters()));
  }
}
