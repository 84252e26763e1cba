package ai.band.platform;

import ai.band.platform.ControlSignal.Mode;
import ai.band.platform.ControlSignal.Scope;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.ChatParticipant;
import ai.band.platform.rest.Contact;
import ai.band.platform.rest.ContactRequests;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Turns pushes into events. What cannot be read is counted and dropped, never thrown. */
final class PushParser {
  private static final Logger log = LoggerFactory.getLogger(PushParser.class);

  /** Meant for people; an agent may see them on some deployments. */
  private static final Set<String> NOT_FOR_AGENTS =
      Set.of("event_created", "message_updated", "message_deleted");

  private static final int REMEMBERED_NAMES = 64;

  private final LongAdder malformed = new LongAdder();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /** How many pushes were dropped since the start. */
  long malformed() {
    return malformed.sum();
  }

  /**
   * An event of any topic but {@code agent_control}.
   *
   * @param roomId of the topic; null for topics of the agent
   * @return null when there is nothing to tell
   */
  @Nullable PlatformEvent event(@Nullable String roomId, String event, JsonNode node) {
    try {
      var payload = new Payload(node);
      return roomId == null ? agentEvent(event, payload) : roomEvent(roomId, event, payload);
    } catch (MalformedPush problem) {
      drop(event, problem, node);
      return switch (event) {
        case "message_created", "room_added" -> new PlatformEvent.ResyncNeeded(roomId);
        default -> null;
      };
    }
  }

  /** An {@code agent.control} push, or null when it cannot be read. */
  @Nullable ControlSignal control(JsonNode node) {
    try {
      var payload = new Payload(node);
      return new ControlSignal(
          mode(payload.string("mode")),
          scope(payload.string("scope")),
          payload.id("agent_id"),
          payload.optionalString("execution_id"),
          payload.optionalId("room_id"),
          payload.optionalString("reason"),
          payload.optionalString("correlation_id"));
    } catch (MalformedPush problem) {
      drop("agent.control", problem, node);
      return null;
    }
  }

  /** A {@code supersede} push. It ends the connection whatever it holds. */
  Superseded superseded(JsonNode node) {
    var payload = new Payload(node);
    return new Superseded(
        payload.stringOr("reason", "superseded"),
        payload.stringOr("message", ""),
        Boolean.TRUE.equals(payload.optionalFlag("retryable")),
        payload.optionalSeconds("retry_after"),
        payload.optionalString("target_socket_id"),
        payload.optionalString("correlation_id"));
  }

  void unknown(String event) {
    if (NOT_FOR_AGENTS.contains(event)) {
      log.debug("ignoring {}", event);
    } else if (unknown.size() < REMEMBERED_NAMES && unknown.add(event)) {
      log.warn("ignoring the event {}, which this version does not know", event);
    } else {
      log.debug("ignoring the unknown event {}", event);
    }
  }

  private @Nullable PlatformEvent roomEvent(String roomId, String event, Payload payload)
      throws MalformedPush {
    return switch (event) {
      case "message_created" -> new PlatformEvent.MessageReceived(message(roomId, payload));
      case "participant_added" -> new PlatformEvent.ParticipantAdded(roomId, participant(payload));
      case "participant_removed" -> new PlatformEvent.ParticipantRemoved(roomId, payload.id("id"));
      case "room_deleted" -> new PlatformEvent.RoomDeleted(payload.id("id"));
      case "task_created", "task_updated", "board_updated" ->
          new PlatformEvent.TasksChanged(roomId, event, payload.optionalString("id"));
      default -> ignored(event);
    };
  }

  private @Nullable PlatformEvent agentEvent(String event, Payload payload) throws MalformedPush {
    return switch (event) {
      case "room_added" ->
          new PlatformEvent.RoomAdded(payload.id("id"), payload.optionalString("title"));
      case "room_removed" -> new PlatformEvent.RoomRemoved(payload.id("id"));
      case "contact_request_received" ->
          new PlatformEvent.ContactRequestReceived(contactRequest(payload));
      case "contact_request_updated" ->
          new PlatformEvent.ContactRequestUpdated(payload.id("id"), payload.string("status"));
      case "contact_added" -> new PlatformEvent.ContactAdded(contact(payload));
      case "contact_removed" -> new PlatformEvent.ContactRemoved(payload.id("id"));
      default -> ignored(event);
    };
  }

  private @Nullable PlatformEvent ignored(String event) {
    unknown(event);
    return null;
  }

  /** The topic says which room it is: the platform delivers nothing else there. */
  private static ChatMessage message(String roomId, Payload payload) throws MalformedPush {
    return new ChatMessage(
        payload.id("id"),
        roomId,
        payload.string("content"),
        payload.string("message_type"),
        payload.id("sender_id"),
        payload.string("sender_type"),
        payload.optionalString("sender_name"),
        payload.map("metadata"),
        payload.instant("inserted_at"),
        payload.instant("updated_at"));
  }

  private static ChatParticipant participant(Payload payload) throws MalformedPush {
    return new ChatParticipant(
        payload.id("id"),
        payload.string("type"),
        payload.stringOr("role", ""),
        payload.stringOr("status", ""),
        payload.string("name"),
        payload.optionalString("handle"),
        payload.optionalString("description"),
        payload.external());
  }

  private static ContactRequests.Received contactRequest(Payload payload) throws MalformedPush {
    return new ContactRequests.Received(
        payload.id("id"),
        payload.string("from_handle"),
        payload.optionalString("from_name"),
        payload.optionalString("message"),
        payload.string("status"),
        payload.instant("inserted_at"));
  }

  private static Contact contact(Payload payload) throws MalformedPush {
    return new Contact(
        payload.id("id"),
        payload.string("handle"),
        payload.string("type"),
        payload.optionalString("name"),
        payload.optionalString("description"),
        payload.external(),
        payload.optionalFlag("listed_in_directory"),
        payload.strings("tags"),
        payload.instant("inserted_at"));
  }

  private static Mode mode(String text) throws MalformedPush {
    return switch (text) {
      case "interrupt" -> Mode.INTERRUPT;
      case "stop" -> Mode.STOP;
      case "play" -> Mode.PLAY;
      default -> throw new MalformedPush("mode");
    };
  }

  private static Scope scope(String text) throws MalformedPush {
    return switch (text) {
      case "agent" -> Scope.AGENT;
      case "room" -> Scope.ROOM;
      default -> throw new MalformedPush("scope");
    };
  }

  private void drop(String event, MalformedPush problem, JsonNode node) {
    malformed.increment();
    log.warn("dropping a {} that cannot be read: {}", event, problem.getMessage());
    log.debug("the dropped {}: {}", event, node);
  }
}
