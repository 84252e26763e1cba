package ai.band.runtime;

import ai.band.api.HistoryEntry;
import ai.band.api.SessionConfig;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.CursorPage;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the past of one room. The platform hands it out oldest first only, so all of it is read and
 * the newest entries are kept. A failure is never remembered as an empty past.
 */
final class RoomHistory {
  private static final Logger log = LoggerFactory.getLogger(RoomHistory.class);

  /** Pages of 100 entries; what comes after that is not seen. */
  private static final int MAX_PAGES = 500;

  private static final int PAGE = 100;

  private record Snapshot(String before, List<ChatMessage> entries, long loadedAt) {}

  private final String roomId;
  private final Services services;
  private final Function<String, @Nullable String> handleOf;
  private final ReentrantLock gate = new ReentrantLock(); // guards cached; not held over REST
  private @Nullable Snapshot cached;

  /**
   * @param handleOf handle of a participant, for mention tokens
   */
  RoomHistory(String roomId, Services services, Function<String, @Nullable String> handleOf) {
    this.roomId = roomId;
    this.services = services;
    this.handleOf = handleOf;
  }

  /** See {@link ai.band.api.RoomHandle#historyBefore}. */
  List<HistoryEntry> before(String messageId) {
    if (!services.session().enableContextHydration()) {
      return List.of();
    }
    Snapshot known = remembered(messageId);
    if (known == null) {
      known = new Snapshot(messageId, read(messageId), System.nanoTime());
      remember(known);
    }
    return known.entries().stream().map(this::entry).toList();
  }

  /** Drops what is remembered: the room does not need it any more. */
  void forget() {
    remember(null);
  }

  /** Frees what is older than it may be used. */
  void dropWhenOld() {
    long ttl = services.session().contextCacheTtl().toNanos();
    gate.lock();
    try {
      if (cached != null && System.nanoTime() - cached.loadedAt() > ttl) {
        cached = null;
      }
    } finally {
      gate.unlock();
    }
  }

  private @Nullable Snapshot remembered(String messageId) {
    dropWhenOld();
    gate.lock();
    try {
      return cached != null && cached.before().equals(messageId) ? cached : null;
    } finally {
      gate.unlock();
    }
  }

  private void remember(@Nullable Snapshot snapshot) {
    SessionConfig session = services.session();
    boolean keep = session.enableContextCache() && session.contextCacheTtl().isPositive();
    gate.lock();
    try {
      cached = keep ? snapshot : null;
    } finally {
      gate.unlock();
    }
  }

  private List<ChatMessage> read(String messageId) {
    var window = new HistoryWindow(services.session().maxContextMessages());
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      CursorPage<ChatMessage> answer = services.rest().context(roomId, cursor, PAGE);
      for (ChatMessage entry : answer.items()) {
        if (entry.id().equals(messageId)) {
          return window.entries();
        }
        window.add(entry);
      }
      if (answer.isLast(cursor)) {
        return window.entries();
      }
      cursor = answer.nextCursor();
    }
    log.warn(
        "room {}: history is longer than {} entries, the newest are unseen",
        roomId,
        MAX_PAGES * PAGE);
    return window.entries();
  }

  private HistoryEntry entry(ChatMessage message) {
    return new HistoryEntry(
        message.id(),
        message.messageType().isEmpty() ? "text" : message.messageType(),
        MentionTokens.replace(message.content(), handleOf),
        message.senderId(),
        message.senderType(),
        message.senderName(),
        message.metadata(),
        message.insertedAt() == null ? null : message.insertedAt().toString());
  }
}
