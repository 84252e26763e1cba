package ai.band.runtime;

import ai.band.api.AdapterInput;
import ai.band.api.AgentIdentity;
import ai.band.api.HistoryEntry;
import ai.band.api.Lane;
import ai.band.api.Participant;
import ai.band.api.PlatformMessage;
import ai.band.api.RoomHandle;
import ai.band.api.TurnSignal;
import ai.band.platform.rest.ChatMessage;
import java.util.List;

/** A room as an adapter sees it, and what it is handed over of the room's messages. */
final class RoomView implements RoomHandle {
  private final RoomWorker room;
  private final Services services;
  private final RoomHistory history;
  private final Notices notices = new Notices();
  private volatile boolean bootstrap = true;
  private volatile boolean hub;

  RoomView(RoomWorker room, Services services, RoomHistory history) {
    this.room = room;
    this.services = services;
    this.history = history;
  }

  /** What the adapter is told with the next message. */
  Notices notices() {
    return notices;
  }

  void becomeHub() {
    hub = true;
  }

  /** The message as an adapter sees it. */
  PlatformMessage translate(Delivery delivery) {
    ChatMessage message = delivery.message();
    return new PlatformMessage(
        message.id(),
        room.roomId(),
        room.people().readable(message),
        message.senderId(),
        message.senderType(),
        room.people().nameOf(message),
        message.messageType(),
        message.metadata(),
        message.insertedAt(),
        delivery.synthetic());
  }

  AdapterInput inputFor(
      PlatformMessage message, boolean redelivered, TurnSignal signal, long takenNanos) {
    Roster.News news = room.people().roster().news();
    Notices.Batch told = notices.waiting();
    Runnable delivered =
        () -> {
          if (news != null) {
            news.delivered();
          }
          if (told != null) {
            told.delivered();
          }
          bootstrap = false;
          history.forget();
        };
    return new AdapterInput(
        message,
        this,
        news == null ? null : news.text(),
        told == null ? null : told.text(),
        bootstrap,
        redelivered,
        signal,
        delivered,
        takenNanos);
  }

  @Override
  public String roomId() {
    return room.roomId();
  }

  @Override
  public AgentIdentity self() {
    return services.self();
  }

  @Override
  public boolean hub() {
    return hub;
  }

  @Override
  public List<Participant> participants() {
    return room.people().roster().members();
  }

  @Override
  public List<Participant> refreshParticipants() {
    return room.people().refresh();
  }

  @Override
  public void participantAdded(Participant participant) {
    room.people().roster().add(participant);
  }

  @Override
  public void participantRemoved(String participantId) {
    room.people().roster().remove(participantId);
  }

  @Override
  public List<PlatformMessage> waiting() {
    return room.lane(Lane.WORK).all().stream().map(this::translate).toList();
  }

  @Override
  public boolean dropWaiting(String messageId) {
    Delivery dropped = room.lane(Lane.WORK).remove(messageId);
    if (dropped != null) {
      new Settlement(room, services).drop(dropped);
    }
    return dropped != null;
  }

  @Override
  public List<HistoryEntry> historyBefore(String beforeMessageId) {
    return history.before(beforeMessageId);
  }
}
