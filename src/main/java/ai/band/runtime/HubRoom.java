package ai.band.runtime;

import ai.band.api.ContactEvent;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.ChatRoom;
import ai.band.platform.rest.Excerpt;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private room in which the model decides about contacts.
 *
 * <p>It is found again after a restart by its title, which is locked, and by being owned by this
 * agent: no file on the host is needed, so another host or a fresh container finds it too. Used by
 * one thread at a time.
 */
final class HubRoom {
  private static final Logger log = LoggerFactory.getLogger(HubRoom.class);
  private static final int LONGEST_TITLE = 120;

  private final Services services;
  private final Presence presence;
  private final @Nullable String taskId;
  private @Nullable String roomId;
  private @Nullable RoomWorker instructed;

  HubRoom(Services services, Presence presence, @Nullable String taskId) {
    this.services = services;
    this.presence = presence;
    this.taskId = taskId;
  }

  /**
   * The room: known, found, or made.
   *
   * @throws BandRestException when the platform cannot be asked
   */
  @Nullable RoomWorker ensure() {
    String known = roomId;
    RoomWorker room = known == null ? null : presence.room(known);
    if (room == null) {
      String id = findOrCreate();
      roomId = id;
      room = presence.added(id);
    }
    if (room != null) {
      room.view().becomeHub();
    }
    return room;
  }

  private String findOrCreate() {
    String found = find();
    if (found != null) {
      return found;
    }
    try {
      return services.rest().createChat(title(), taskId).id();
    } catch (BandRestException.OutcomeUnknown e) {
      // It may have been made although the answer was lost; a second one would be one too many.
      String made = find();
      if (made != null) {
        return made;
      }
      throw e;
    }
  }

  private @Nullable String find() {
    String title = title();
    List<ChatRoom> candidates =
        services.rest().allChats().stream()
            .filter(room -> title.equals(room.title()))
            .filter(room -> taskId == null || taskId.equals(room.taskId()))
            .sorted(
                Comparator.comparing(
                    ChatRoom::insertedAt, Comparator.nullsLast(Comparator.naturalOrder())))
            .toList();
    for (ChatRoom room : candidates) {
      if (ownedByUs(room.id())) {
        log.info("the room for contact events is {}", room.id());
        return room.id();
      }
    }
    return null;
  }

  private boolean ownedByUs(String candidate) {
    try {
      return services.rest().participants(candidate).stream()
          .anyMatch(
              participant ->
                  participant.id().equals(services.self().id())
                      && participant.role().equals("owner"));
    } catch (BandRestException.NotFound e) {
      return false;
    }
  }

  private String title() {
    String handle = services.self().handle();
    String title = "Contact events of @" + (handle == null ? services.self().id() : handle);
    return Excerpt.head(title, LONGEST_TITLE);
  }

  /**
   * Hands an event to the model.
   *
   * @param settled told whether it was worked on
   * @throws BandRestException when there is no room and none can be made now
   */
  void deliver(ContactEvent event, Consumer<Boolean> settled) {
    RoomWorker room = ensure();
    if (room == null) {
      settled.accept(false);
      return;
    }
    if (!room.equals(instructed)) {
      room.view().notices().add(ContactTexts.HUB_INSTRUCTIONS);
      instructed = room;
    }
    String text = ContactTexts.of(event);
    show(room, text, ContactTexts.kind(event));
    room.intake().enqueue(new Delivery(message(room, text, event), true, settled));
  }

  private ChatMessage message(RoomWorker room, String text, ContactEvent event) {
    Instant now = Instant.now();
    return new ChatMessage(
        UUID.randomUUID().toString(),
        room.roomId(),
        text,
        "text",
        "contact-events",
        "System",
        "Contact Events",
        Map.of("contact_event_type", ContactTexts.kind(event)),
        now,
        now);
  }

  /** So that people who look into the room see what the model was told. */
  private void show(RoomWorker room, String text, String kind) {
    try {
      services.rest().sendEvent(room.roomId(), text, "task", Map.of("contact_event_type", kind));
    } catch (BandRestException e) {
      log.debug("room {}: a contact event is not shown: {}", room.roomId(), e.getMessage());
    }
  }
}
