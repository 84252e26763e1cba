package ai.band.adapter.codex.room;

import ai.band.api.AgentMonitor;
import ai.band.api.AgentMonitor.Post;
import ai.band.api.PlatformMessage;
import ai.band.platform.SecretMask;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.ContentLimits;
import ai.band.platform.rest.DeliveryStatus;
import ai.band.platform.rest.Mention;
import ai.band.platform.rest.MessageSent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter's single exit to a room. Calls block the caller, repeat what failed for the moment
 * and hide configured secrets. Several threads may post at the same time.
 */
public final class RoomPoster {
  private static final Logger log = LoggerFactory.getLogger(RoomPoster.class);
  private static final int CONTEXT_PAGES = 500;

  private static final Duration LOOK_PAUSE = Duration.ofMillis(500);
  private static final String SYNTHETIC_SENDER = "contact-events";
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  private final BandRest rest;
  private final String roomId;
  private final String selfId;
  private final SecretMask mask;
  private final AgentMonitor monitor;
  private final InstantSource clock;
  private final Pauses pauses;

  private final KnownPosts known = new KnownPosts();

  /**
   * The exit to one room.
   *
   * @param selfId the agent's id, by which its own texts are recognised
   */
  public RoomPoster(BandRest rest, String roomId, String selfId, SecretMask mask) {
    this(rest, roomId, selfId, mask, AgentMonitor.NONE);
  }

  /**
   * The exit to one room.
   *
   * @param selfId the agent's id, by which its own texts are recognised
   * @param monitor hears of posts
   */
  public RoomPoster(
      BandRest rest, String roomId, String selfId, SecretMask mask, AgentMonitor monitor) {
    this(rest, roomId, selfId, mask, monitor, InstantSource.system(), Pauses.REAL);
  }

  RoomPoster(
      BandRest rest,
      String roomId,
      String selfId,
      SecretMask mask,
      AgentMonitor monitor,
      InstantSource clock,
      Pauses pauses) {
    this.rest = rest;
    this.roomId = roomId;
    this.selfId = selfId;
    this.mask = mask;
    this.monitor = monitor;
    this.clock = clock;
    this.pauses = pauses;
  }

  /**
   * Posts a message, unless an earlier attempt has posted it. When an attempt ends without an
   * answer, the room is searched for it before it is sent again.
   *
   * @param text not blank
   * @param mentionIds UUIDs of those who are addressed; at least one
   * @param gate asked before each attempt; null: nothing can forbid the post
   * @param earlier what earlier attempts at the same message have posted
   * @return false when the gate was shut, so that nothing was posted
   * @throws BandRestException when it could not be posted
   * @throws InterruptedException when the caller is interrupted while it waits for a repetition
   */
  public boolean message(
      String text, List<String> mentionIds, @Nullable PostGate gate, EarlierPosts earlier)
      throws InterruptedException {
    List<Mention> mentions = mentionIds.stream().map(id -> Mention.of(id, null)).toList();
    return send(text, mentions, earlier, () -> gate == null || gate.isOpen()) != null;
  }

  /**
   * Posts a message as {@link #message} does.
   *
   * @param allowed asked before each attempt
   * @return null when it was not allowed any more, so that nothing was posted
   */
  public @Nullable MessageSent send(
      String text, List<Mention> mentions, EarlierPosts earlier, BooleanSupplier allowed)
      throws InterruptedException {
    String content = mask.mask(text);
    String posted = earlier.take(content);
    if (posted != null) {
      log.debug("room {}: an earlier attempt has posted this as {}", roomId, posted);
      return new MessageSent(posted, mentions);
    }
    Instant since = clock.instant().minus(CLOCK_SKEW);
    Doubt doubt = null;
    for (int attempt = 1; ; attempt++) {
      try {
        String found = doubt == null ? null : find(content, since, earlier, doubt, allowed);
        doubt = null;
        if (found == null && !allowed.getAsBoolean()) {
          return null;
        }
        MessageSent sent =
            found == null
                ? rest.sendMessage(roomId, content, mentions)
                : new MessageSent(found, mentions);
        known.add(sent.id(), earlier.messageId());
        monitor.posted(Post.MESSAGE, true);
        return sent;
      } catch (BandRestException e) {
        if (doubt == null) { // else it was a look that failed, which changes nothing
          doubt = Doubt.about(e, pauses.now());
        }
        pauseOrThrow(PostRetry.MESSAGE, Post.MESSAGE, attempt, e);
        log.debug("room {}: posting again after {}", roomId, e.getMessage());
      }
    }
  }

  /**
   * A text of ours that says the same, that came after the message it answers and of which it is
   * not known what it was posted for. Looks until the doubt is over: the platform may be slow to
   * store a message or to list it.
   *
   * @param since decides instead where there is no message to go by; Band's clock may be another
   */
  private @Nullable String find(
      String content, Instant since, EarlierPosts earlier, Doubt doubt, BooleanSupplier allowed)
      throws InterruptedException {
    String wanted = OwnText.bare(content);
    for (Duration pause = LOOK_PAUSE; ; pause = pause.multipliedBy(2)) {
      boolean last = doubt.left(pauses.now()).isZero();
      OwnTexts found =
          ownTexts(
              earlier.messageId(),
              text ->
                  !known.has(text.id())
                      && !earlier.has(text.id())
                      && OwnText.of(text).equalsIgnoreCase(wanted));
      for (ChatMessage text : found.texts()) {
        if (found.afterTheMessage() || isRecent(text, since)) {
          return text.id();
        }
      }
      if (last || !allowed.getAsBoolean()) {
        return null;
      }
      Duration left = doubt.left(pauses.now());
      pauses.sleep(pause.compareTo(left) < 0 ? pause : left);
    }
  }

  /** Notes a text of ours as older than anything that is posted from now on. */
  public void isOld(String id) {
    known.add(id, "");
  }

  /**
   * What earlier attempts at a message have put into the room.
   *
   * @throws BandRestException when the platform cannot be asked
   */
  public EarlierPosts earlierPosts(PlatformMessage message) {
    Instant claimed = firstClaim(message);
    OwnTexts found =
        ownTexts(
            message.id(),
            text -> isRecent(text, claimed) && !known.isForAnother(text.id(), message.id()));
    return new EarlierPosts(
        message.id(),
        found.texts().stream()
            .map(text -> new EarlierPosts.Post(text.id(), OwnText.of(text)))
            .toList());
  }

  /**
   * A room's messages are worked on one after the other, so that nothing of this one was posted
   * before it was claimed. Null when the platform does not tell.
   */
  private @Nullable Instant firstClaim(PlatformMessage message) {
    DeliveryStatus status = DeliveryStatus.in(message.metadata(), selfId);
    return status == null || status.attempts().isEmpty()
        ? null
        : status.attempts().getFirst().startedAt();
  }

  /**
   * Texts of ours in the room, oldest first.
   *
   * @param afterTheMessage whether they are those after the message; else the room does not show it
   */
  private record OwnTexts(boolean afterTheMessage, List<ChatMessage> texts) {}

  private OwnTexts ownTexts(String afterMessageId, Predicate<ChatMessage> wanted) {
    List<ChatMessage> found = new ArrayList<>(1);
    var seen = new AtomicBoolean();
    rest.forEachContext(
        roomId,
        CONTEXT_PAGES,
        message -> {
          if (message.id().equals(afterMessageId)) {
            seen.set(true);
            found.clear();
          } else if (message.isText()
              && message.senderId().equals(selfId)
              && wanted.test(message)) {
            found.add(message);
          }
        });
    return new OwnTexts(seen.get(), found);
  }

  private static boolean isRecent(ChatMessage message, @Nullable Instant since) {
    Instant at = message.insertedAt();
    if (since == null || at == null) {
      return true;
    }
    // Some platforms store whole seconds.
    Instant second = at.truncatedTo(ChronoUnit.SECONDS);
    Instant from = at.equals(second) ? since.truncatedTo(ChronoUnit.SECONDS) : since;
    return !at.isBefore(from);
  }

  /**
   * Posts an event, fitted to the platform's limits.
   *
   * @param gate asked before each attempt; null: nothing can forbid the post
   * @return false when the gate was shut or the content is blank, so that nothing was posted
   * @throws BandRestException when it could not be posted
   * @throws InterruptedException when the caller is interrupted while it waits for a repetition
   */
  public boolean event(
      String type, String content, Map<String, Object> metadata, @Nullable PostGate gate)
      throws InterruptedException {
    if (!ContentLimits.isVisible(content)) {
      return false;
    }
    String masked = mask.mask(content);
    Map<String, Object> values = mask.mask(metadata);
    for (int attempt = 1; ; attempt++) {
      if (gate != null && !gate.isOpen()) {
        return false;
      }
      try {
        rest.sendEvent(roomId, masked, type, values);
        monitor.posted(Post.EVENT, true);
        return true;
      } catch (BandRestException e) {
        if (e.outcomeUnknown()) {
          monitor.posted(Post.EVENT, false);
          throw e; // better one event lost than one told twice
        }
        pauseOrThrow(PostRetry.EVENT, Post.EVENT, attempt, e);
      }
    }
  }

  private void pauseOrThrow(PostRetry retry, Post kind, int attempt, BandRestException failure)
      throws InterruptedException {
    boolean again = false;
    try {
      retry.pauseOrThrow(attempt, failure, pauses);
      again = true;
    } finally {
      if (again) {
        monitor.postRepeated();
      } else {
        monitor.posted(kind, false);
      }
    }
  }

  /**
   * Whether this can be mentioned: anybody but the sender of messages that the runtime makes
   * itself. What the platform does not take as an id it refuses.
   */
  public static boolean isMentionable(String participantId) {
    return !participantId.isBlank() && !participantId.equals(SYNTHETIC_SENDER);
  }

  /** The text without configured secrets. */
  public String masked(String text) {
    return mask.mask(text);
  }

  /** Longest text of one message, in UTF-16 units. Band publishes none; events have this one. */
  public static int longestMessage() {
    return ContentLimits.EVENT_CONTENT;
  }
}
