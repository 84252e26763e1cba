package ai.band.runtime;

import ai.band.api.LogScope;
import ai.band.api.ParticipantListener;
import ai.band.platform.BandConnectionException;
import ai.band.platform.ControlSignal;
import ai.band.platform.LinkListener;
import ai.band.platform.PlatformEvent;
import ai.band.platform.RoomTopic;
import ai.band.platform.Superseded;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what the link hears to where it belongs. */
final class EventRouter implements LinkListener {
  private static final Logger log = LoggerFactory.getLogger(EventRouter.class);

  private final Presence presence;
  private final ContactHandler contacts;
  private final ControlSignals control;
  private final ParticipantListener onParticipantAdded;
  private final ParticipantListener onParticipantRemoved;
  private final BiConsumer<Termination, BandConnectionException> onTermination;
  private final ConnectionRecord connection;

  EventRouter(
      Presence presence,
      ContactHandler contacts,
      RuntimeSettings settings,
      BiConsumer<Termination, BandConnectionException> onTermination,
      ConnectionRecord connection) {
    this.presence = presence;
    this.contacts = contacts;
    this.control = new ControlSignals(presence::room, presence::rooms);
    this.onParticipantAdded = settings.onParticipantAdded();
    this.onParticipantRemoved = settings.onParticipantRemoved();
    this.onTermination = onTermination;
    this.connection = connection;
  }

  @Override
  public void onEvent(PlatformEvent event) {
    switch (event) {
      case PlatformEvent.RoomAdded(String roomId, var title) -> presence.added(roomId);
      case PlatformEvent.RoomRemoved(String roomId) -> presence.removed(roomId);
      case PlatformEvent.RoomDeleted(String roomId) -> presence.removed(roomId);
      case PlatformEvent.ResyncNeeded(var roomId) -> resync(roomId);
      case PlatformEvent.InRoom inRoom -> inRoom(inRoom);
      case PlatformEvent.ContactRequestReceived request -> contacts.heard(request);
      case PlatformEvent.ContactRequestUpdated update -> contacts.heard(update);
      case PlatformEvent.ContactAdded added -> contacts.heard(added);
      case PlatformEvent.ContactRemoved removed -> contacts.heard(removed);
    }
  }

  private void inRoom(PlatformEvent.InRoom event) {
    RoomWorker room = presence.room(event.roomId());
    if (room == null) {
      log.debug("room {}: an event for a room that is not looked after", event.roomId());
      return;
    }
    try (LogScope ignored = LogScope.room(event.roomId())) {
      inRoom(room, event);
    }
  }

  private void inRoom(RoomWorker room, PlatformEvent.InRoom event) {
    switch (event) {
      case PlatformEvent.MessageReceived(var message) -> room.intake().pushed(message);
      case PlatformEvent.ParticipantAdded(var roomId, var participant) ->
          room.people().added(participant, onParticipantAdded);
      case PlatformEvent.ParticipantRemoved(var roomId, var participantId) ->
          room.people().removed(participantId, onParticipantRemoved);
      case PlatformEvent.TasksChanged changed -> log.debug("room {}: {}", room.roomId(), changed);
      case PlatformEvent.RoomAdded ignored -> {}
      case PlatformEvent.RoomRemoved ignored -> {}
      case PlatformEvent.RoomDeleted ignored -> {}
    }
  }

  private void resync(@Nullable String roomId) {
    RoomWorker room = roomId == null ? null : presence.room(roomId);
    if (room != null) {
      room.people().roster().markStale();
      room.catchUp().request(CatchUp.Mode.IN_ORDER);
    } else if (roomId == null) {
      presence.refresh();
      contacts.catchUp();
    }
  }

  @Override
  public void onControl(ControlSignal signal) {
    control.apply(signal);
  }

  @Override
  public void onSuperseded(Superseded superseded) {
    onTermination.accept(Termination.superseded(superseded), superseded.toException());
  }

  @Override
  public void onDisconnected(String reason, Duration retryIn) {
    connection.lost(reason);
    log.warn("the connection to the platform is lost ({}), next try in {}", reason, retryIn);
  }

  @Override
  public void onReconnected(Set<String> refusedTopics) {
    connection.restored();
    log.info("connected to the platform again");
    presence.reconnected();
    contacts.catchUp();
  }

  @Override
  public void onRoomTopicLost(String roomId, RoomTopic topic, String reason) {
    log.info("room {}: topic {} ended: {}", roomId, topic, reason);
    switch (topic) {
      case CHAT -> presence.topicLost(roomId, true);
      case PARTICIPANTS -> presence.topicLost(roomId, false);
      case TASKS -> {}
    }
  }

  @Override
  public void onRoomTopicDown(String roomId, RoomTopic topic) {
    topicDown(roomId, topic, true);
  }

  @Override
  public void onRoomTopicUp(String roomId, RoomTopic topic) {
    topicDown(roomId, topic, false);
  }

  private void topicDown(String roomId, RoomTopic topic, boolean down) {
    switch (topic) {
      case CHAT -> presence.topicDown(roomId, true, down);
      case PARTICIPANTS -> presence.topicDown(roomId, false, down);
      case TASKS -> {}
    }
  }

  @Override
  public void onControlMissed() {
    log.info("control signals may have been missed, looking at every room");
    presence.reconnected();
  }

  @Override
  public void onTerminated(BandConnectionException failure) {
    onTermination.accept(Termination.of(failure), failure);
  }
}
