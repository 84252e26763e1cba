package ai.band.local.socket;

import ai.band.local.json.BoardShapes;
import ai.band.local.json.ContactShapes;
import ai.band.local.json.EntryShapes;
import ai.band.local.json.Json;
import ai.band.local.json.RoomShapes;
import ai.band.local.world.BoardTask;
import ai.band.local.world.Contact;
import ai.band.local.world.ContactRequest;
import ai.band.local.world.Control;
import ai.band.local.world.Entry;
import ai.band.local.world.Identity;
import ai.band.local.world.Participant;
import ai.band.local.world.Person;
import ai.band.local.world.Room;
import ai.band.local.world.WorldEvent;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** How an event is heard on the sockets: topic, name, who hears it, what it carries. */
record Announcement(
    String topic, String event, Predicate<Identity> audience, Supplier<JsonNode> payload) {

  byte[] bytes() {
    return Json.bytes(payload.get());
  }

  static Announcement of(WorldEvent event) {
    return switch (event) {
      case WorldEvent.RoomAdded(Identity to, Room room) ->
          toAll("rooms", to, "room_added", () -> RoomShapes.room(room));
      case WorldEvent.RoomRemoved(Identity to, Room room, Instant at) ->
          toAll("rooms", to, "room_removed", () -> RoomShapes.removed(room, at));
      case WorldEvent.RoomDeleted(Room room) ->
          inRoom("room_participants", room, "room_deleted", () -> id(room.id()));
      case WorldEvent.ParticipantAdded(Room room, Participant participant) ->
          inRoom(
              "room_participants",
              room,
              "participant_added",
              () -> RoomShapes.participantDetails(participant));
      case WorldEvent.ParticipantRemoved(Room room, Participant participant) ->
          inRoom(
              "room_participants",
              room,
              "participant_removed",
              () ->
                  Json.object()
                      .put("id", participant.identity().id())
                      .put("type", participant.identity().type()));
      case WorldEvent.MessagePosted(Room room, Entry entry) -> message(room, entry);
      case WorldEvent.MessageUpdated(Room room, Entry entry) ->
          toPeople(room, "message_updated", () -> EntryShapes.push(entry));
      case WorldEvent.MessageDeleted(Room room, Entry entry) ->
          toPeople(room, "message_deleted", () -> id(entry.id()));
      case WorldEvent.EventPosted(Room room, Entry entry) ->
          toPeople(room, "event_created", () -> EntryShapes.push(entry));
      case WorldEvent.ContactRequestReceived(Identity to, ContactRequest request) ->
          toAll(
              "contacts",
              to,
              "contact_request_received",
              () ->
                  to instanceof Person
                      ? ContactShapes.receivedByPerson(request)
                      : ContactShapes.received(request));
      case WorldEvent.ContactRequestUpdated(Identity to, ContactRequest request) ->
          toAll("contacts", to, "contact_request_updated", () -> ContactShapes.status(request));
      case WorldEvent.ContactAdded(Contact contact) ->
          toAll("contacts", contact.owner(), "contact_added", () -> ContactShapes.contact(contact));
      case WorldEvent.ContactRemoved(Contact contact) ->
          toAll("contacts", contact.owner(), "contact_removed", () -> id(contact.id()));
      case WorldEvent.TaskCreated(Room room, BoardTask task) ->
          inRoom("room_tasks", room, "task_created", () -> BoardShapes.task(task, false));
      case WorldEvent.TaskUpdated(Room room, BoardTask task) ->
          inRoom("room_tasks", room, "task_updated", () -> BoardShapes.task(task, false));
      case WorldEvent.BoardUpdated(Room room) ->
          inRoom("room_tasks", room, "board_updated", () -> BoardShapes.board(room, false));
      case WorldEvent.ControlSent(Control control) ->
          new Announcement(
              "agent_control:" + control.agent().id(),
              "agent.control",
              identity -> true,
              () -> RoomShapes.control(control));
    };
  }

  private static Announcement message(Room room, Entry entry) {
    return new Announcement(
        "chat_room:" + room.id(),
        "message_created",
        identity ->
            participates(room, identity)
                && (identity instanceof Person
                    || (identity != entry.sender() && mentions(entry, identity))),
        () -> EntryShapes.push(entry));
  }

  private static boolean mentions(Entry entry, Identity identity) {
    return entry.mentions().stream().anyMatch(mention -> mention.id().equals(identity.id()));
  }

  private static Announcement toPeople(Room room, String event, Supplier<JsonNode> payload) {
    return new Announcement(
        "chat_room:" + room.id(),
        event,
        identity -> identity instanceof Person && participates(room, identity),
        payload);
  }

  private static Announcement inRoom(
      String topic, Room room, String event, Supplier<JsonNode> payload) {
    return new Announcement(
        topic + ":" + room.id(), event, identity -> participates(room, identity), payload);
  }

  private static Announcement toAll(
      String topic, Identity to, String event, Supplier<JsonNode> payload) {
    String kind = to instanceof Person ? "user_" : "agent_";
    return new Announcement(kind + topic + ":" + to.id(), event, identity -> true, payload);
  }

  private static boolean participates(Room room, Identity identity) {
    return room.participant(identity.id()) != null;
  }

  private static JsonNode id(String id) {
    return Json.object().put("id", id);
  }
}
