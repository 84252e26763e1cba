package ai.band.adapter.codex.room;

import ai.band.api.AgentMonitor;
import ai.band.api.AgentMonitor.Post;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.ContentLimits;
import ai.band.platform.rest.Mention;
import ai.band.platform.rest.MessageSent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter's single exit to a room. Calls block the caller, repeat what failed for the moment
 * and hide configured secrets. Several threads may post at the same time.
 */
public final class RoomPoster {
  private static final Logger log = LoggerFactory.getLogger(RoomPoster.class);
  private static final int CONTEXT_PAGES = 50;
  private static final int KNOWN_IDS = 200;
  private static final String SYNTHETIC_SENDER = "contact-events";
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  private final BandRest rest;
  private final String roomId;
  private final String selfId;
  private final SecretMask mask;
  private final AgentMonitor monitor;

  /** Guards the ids of the newest messages that were certainly posted by an earlier call. */
  private final ReentrantLock known = new ReentrantLock();

  private final Set<String> knownIds = new LinkedHashSet<>(4);

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
    this.rest = rest;
    this.roomId = roomId;
    this.selfId = selfId;
    this.mask = mask;
    this.monitor = monitor;
  }

  /**
   * Posts a message. When an attempt ends without an answer, the room is searched for it before it
   * is sent again.
   *
   * @param text not blank
   * @param mentionIds UUIDs of those who are addressed; at least one
   * @param gate asked before each attempt; null: nothing can forbid the post
   * @return false when the gate was shut, so that nothing was posted
   * @throws BandRestException when it could not be posted
   * @throws InterruptedException when the caller is interrupted while it waits for a repetition
   */
  public boolean message(String text, List<String> mentionIds, @Nullable PostGate gate)
      throws InterruptedException {
    List<Mention> mentions = mentionIds.stream().map(id -> Mention.of(id, null)).toList();
    return send(text, mentions, () -> gate == null || gate.isOpen()) != null;
  }

  /**
   * Posts a message as {@link #message} does.
   *
   * @param allowed asked before each attempt
   * @return null when it was not allowed any more, so that nothing was posted
   */
  public @Nullable MessageSent send(String text, List<Mention> mentions, BooleanSupplier allowed)
      throws InterruptedException {
    String content = mask.text(text);
    Instant since = Instant.now().minus(CLOCK_SKEW);
    boolean inDoubt = false;
    for (int attempt = 1; ; attempt++) {
      if (!allowed.getAsBoolean()) {
        return null;
      }
      try {
        MessageSent found = inDoubt ? unknownPost(content, since, mentions) : null;
        MessageSent sent = found != null ? found : rest.sendMessage(roomId, content, mentions);
        remember(sent.id());
        monitor.posted(Post.MESSAGE, true);
        return sent;
      } catch (BandRestException e) {
        inDoubt |= e.outcomeUnknown() || e instanceof BandRestException.ServerFailed;
        pauseOrThrow(PostRetry.MESSAGE, Post.MESSAGE, attempt, e);
        log.debug("room {}: posting again after {}", roomId, e.getMessage());
      }
    }
  }

  /** A recent text of ours that says the same and that no earlier post is known to have made. */
  private @Nullable MessageSent unknownPost(String content, Instant since, List<Mention> mentions) {
    var search = new Search(content, null, since);
    rest.forEachContext(roomId, CONTEXT_PAGES, search::look);
    for (String id : search.ids) {
      if (!isKnown(id)) {
        return new MessageSent(id, mentions);
      }
    }
    return null;
  }

  private boolean isKnown(String id) {
    known.lock();
    try {
      return knownIds.contains(id);
    } finally {
      known.unlock();
    }
  }

  private void remember(String id) {
    known.lock();
    try {
      knownIds.add(id);
      if (knownIds.size() > KNOWN_IDS) {
        knownIds.remove(knownIds.iterator().next());
      }
    } finally {
      known.unlock();
    }
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
    if (content.isBlank()) {
      return false;
    }
    String masked = mask.text(content);
    Map<String, Object> values = mask.values(metadata);
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
      retry.pauseOrThrow(attempt, failure);
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
   * Whether the room holds a text of ours with this content.
   *
   * @param afterMessageId only texts after this message count; null: see {@code since}
   * @param since only texts that are not older count, when the platform tells their age; null: any
   * @throws BandRestException when the platform cannot be asked
   */
  public boolean holds(String text, @Nullable String afterMessageId, @Nullable Instant since) {
    String content = mask.text(text);
    var search = new Search(content, afterMessageId, since);
    rest.forEachContext(roomId, CONTEXT_PAGES, search::look);
    return !search.ids.isEmpty();
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
    return mask.text(text);
  }

  /** Longest text of one message, in UTF-16 units. Band publishes none; events have this one. */
  public static int longestMessage() {
    return ContentLimits.EVENT_CONTENT;
  }

  private final class Search {
    private final String content;
    private final @Nullable String afterMessageId;
    private final @Nullable Instant since;
    private final List<String> ids = new ArrayList<>(1);

    Search(String content, @Nullable String afterMessageId, @Nullable Instant since) {
      this.content = withoutMentions(content);
      this.afterMessageId = afterMessageId;
      this.since = since;
    }

    void look(ChatMessage message) {
      if (message.id().equals(afterMessageId)) {
        ids.clear();
      } else if (message.isText()
          && message.senderId().equals(selfId)
          && isRecent(message)
          && sameText(message)) {
        ids.add(message.id());
      }
    }

    private boolean isRecent(ChatMessage message) {
      Instant at = message.insertedAt();
      return since == null || at == null || !at.isBefore(since);
    }

    /** The platform turns handles into tokens and may have put mentions in front. */
    private boolean sameText(ChatMessage message) {
      String stored = message.content();
      for (Mention mention : message.mentions()) {
        if (mention.handle() != null) {
          stored = stored.replace("@[[" + mention.id() + "]]", "@" + mention.handle());
        }
      }
      return withoutMentions(stored).equalsIgnoreCase(content);
    }
  }

  private static String withoutMentions(String text) {
    String rest = text.strip();
    while (rest.startsWith("@")) {
      int end = 0;
      while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
        end++;
      }
      rest = rest.substring(end).strip();
    }
    return rest;
  }
}
