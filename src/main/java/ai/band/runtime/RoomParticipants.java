package ai.band.runtime;

import ai.band.api.Participant;
import ai.band.api.ParticipantListener;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.ChatParticipant;
import ai.band.platform.rest.Mention;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the {@link Roster} of one room up to date, and uses it to read messages. */
final class RoomParticipants {
  private static final Logger log = LoggerFactory.getLogger(RoomParticipants.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final String roomId;
  private final String threadName;
  private final Services services;
  private final Roster roster = new Roster();
  private volatile boolean heardOf;
  private volatile @Nullable CountDownLatch loading;

  RoomParticipants(String roomId, String threadName, Services services) {
    this.roomId = roomId;
    this.threadName = threadName;
    this.services = services;
  }

  Roster roster() {
    return roster;
  }

  /**
   * Whether the platform tells of comings and goings here. If not, the list is read before each
   * message.
   */
  void heardOf(boolean told) {
    heardOf = told;
  }

  /** Has the list read in the background when it is not known; the claim goes on meanwhile. */
  void prepare() {
    if (!heardOf) {
      roster.markStale();
    }
    if (!roster.loaded()) {
      var done = new CountDownLatch(1);
      loading = done;
      Scheduler.start(threadName, () -> loadInto(done));
    }
  }

  private void loadInto(CountDownLatch done) {
    try {
      refresh();
    } catch (BandRestException e) {
      log.warn(
          "room {}: the participants cannot be read now, going on with those known: {}",
          roomId,
          e.getMessage());
    } finally {
      done.countDown();
    }
  }

  /** Waits for {@link #prepare}, but not for ever: a message is worth more than its mentions. */
  void await() throws InterruptedException {
    CountDownLatch pending = loading;
    if (pending != null) {
      if (!pending.await(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("room {}: the participants take too long to read", roomId);
      }
      loading = null;
    }
  }

  /** Reads the list now, if it was ever read: after an outage. */
  void reloadIfKnown() {
    if (roster.loaded()) {
      roster.markStale();
      loadInto(new CountDownLatch(1));
    }
  }

  List<Participant> refresh() {
    return roster.load(
        () ->
            services.rest().participants(roomId).stream()
                .map(RoomParticipants::participant)
                .toList());
  }

  void added(ChatParticipant entry, ParticipantListener listener) {
    tell(listener, roster.add(participant(entry)));
  }

  void removed(String participantId, ParticipantListener listener) {
    Participant gone = roster.remove(participantId);
    tell(listener, gone == null ? new Participant(participantId, "", "", null, null, null) : gone);
  }

  private void tell(ParticipantListener listener, Participant participant) {
    try {
      listener.onChange(roomId, participant);
    } catch (RuntimeException e) {
      log.warn("room {}: a participant listener failed", roomId, e);
    }
  }

  private static Participant participant(ChatParticipant entry) {
    return new Participant(
        entry.id(),
        entry.name() == null ? "" : entry.name(),
        entry.type(),
        entry.handle(),
        entry.description(),
        entry.role().isEmpty() ? null : entry.role());
  }

  /** Handle of somebody in the room, or of this agent. */
  @Nullable String handleOf(String id) {
    Participant known = roster.find(id);
    if (known != null && known.handle() != null) {
      return known.handle();
    }
    return id.equals(services.self().id()) ? services.self().handle() : null;
  }

  /** The text of a message with its mentions in readable form. */
  String readable(ChatMessage message) {
    if (!MentionTokens.presentIn(message.content())) {
      return message.content();
    }
    List<Mention> mentions = message.mentions();
    return MentionTokens.replace(
        message.content(),
        id -> {
          String handle = handleOf(id);
          return handle == null ? handleIn(mentions, id) : handle;
        });
  }

  private static @Nullable String handleIn(List<Mention> mentions, String id) {
    for (Mention mention : mentions) {
      if (id.equals(mention.id())) {
        return mention.handle();
      }
    }
    return null;
  }

  @Nullable String nameOf(ChatMessage message) {
    Participant known = roster.find(message.senderId());
    return known == null || known.name().isBlank() ? message.senderName() : known.name();
  }
}
