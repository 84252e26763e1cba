package ai.band.adapter.codex.room;

import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.ContentLimits;
import ai.band.platform.rest.Mention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  private final BandRest rest;
  private final String roomId;
  private final String selfId;
  private final SecretMask mask;

  /**
   * The exit to one room.
   *
   * @param selfId the agent's id, by which its own texts are recognised
   */
  public RoomPoster(BandRest rest, String roomId, String selfId, SecretMask mask) {
    this.rest = rest;
    this.roomId = roomId;
    this.selfId = selfId;
    this.mask = mask;
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
    String content = mask.text(text);
    List<Mention> mentions = mentionIds.stream().map(id -> Mention.of(id, null)).toList();
    Instant since = Instant.now().minus(CLOCK_SKEW);
    boolean inDoubt = false;
    for (int attempt = 1; ; attempt++) {
      if (gate != null && !gate.isOpen()) {
        return false;
      }
      try {
        if (!inDoubt || !holds(content, null, since)) {
          rest.sendMessage(roomId, content, mentions);
        }
        return true;
      } catch (BandRestException e) {
        inDoubt |= e.outcomeUnknown();
        PostRetry.MESSAGE.pauseOrThrow(attempt, e);
        log.debug("room {}: posting again after {}", roomId, e.getMessage());
      }
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
        return true;
      } catch (BandRestException e) {
        if (e.outcomeUnknown()) {
          throw e; // better one event lost than one told twice
        }
        PostRetry.EVENT.pauseOrThrow(attempt, e);
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
    return search.found;
  }

  /** Whether this can be mentioned: the platform knows participants by UUID. */
  public static boolean isMentionable(String participantId) {
    if (participantId.length() != 36) {
      return false;
    }
    try {
      return UUID.fromString(participantId).toString().equalsIgnoreCase(participantId);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Longest text of one message, in UTF-16 units. Band publishes none; events have this one. */
  public static int longestMessage() {
    return ContentLimits.EVENT_CONTENT;
  }

  private final class Search {
    private final String content;
    private final @Nullable String afterMessageId;
    private final @Nullable Instant since;
    private boolean found;

    Search(String content, @Nullable String afterMessageId, @Nullable Instant since) {
      this.content = withoutMentions(content);
      this.afterMessageId = afterMessageId;
      this.since = since;
    }

    void look(ChatMessage message) {
      if (message.id().equals(afterMessageId)) {
        found = false;
      } else if (message.isText()
          && message.senderId().equals(selfId)
          && isRecent(message)
          && sameText(message)) {
        found = true;
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
