package ai.band.local.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One conversation: participants, timeline, the desks of its agents, the task board.
 *
 * <p>Changes happen under the room's lock, inside this package; reading is free.
 */
public final class Room {
  private final String id = Ids.uuid();
  private final long number;
  private final Instant insertedAt;
  private final @Nullable String taskId;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Entry> timeline = new ArrayList<>();
  private final Map<String, Entry> entriesById = new HashMap<>();
  private final Map<String, Desk> desks = new HashMap<>();
  private final TaskBoard board;
  // Replaced as a whole under the lock, so that readers need none.
  private volatile Map<String, Participant> participants = Map.of();
  private volatile @Nullable String title;
  private volatile boolean titleLocked;
  private volatile Instant updatedAt;
  private volatile @Nullable Instant lastMessageAt;
  private volatile boolean deleted;

  Room(
      long number,
      @Nullable String title,
      @Nullable String taskId,
      Timekeeper time,
      Audience audience) {
    this.number = number;
    this.title = title;
    this.titleLocked = title != null;
    this.taskId = taskId;
    this.insertedAt = time.now();
    this.updatedAt = insertedAt;
    this.board = new TaskBoard(this, time, audience);
  }

  public String id() {
    return id;
  }

  /** Counts rooms in the order of their creation. */
  public long number() {
    return number;
  }

  public @Nullable String title() {
    return title;
  }

  public @Nullable String taskId() {
    return taskId;
  }

  public Instant insertedAt() {
    return insertedAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }

  public @Nullable Instant lastMessageAt() {
    return lastMessageAt;
  }

  public boolean deleted() {
    return deleted;
  }

  public TaskBoard board() {
    return board;
  }

  /** In the order they came. */
  public Collection<Participant> participants() {
    return participants.values();
  }

  public @Nullable Participant participant(String identityId) {
    return participants.get(identityId);
  }

  /** Everything posted so far, oldest first, without what was deleted. */
  public List<Entry> timeline() {
    return within(() -> timeline.stream().filter(entry -> !entry.deleted()).toList());
  }

  /** A message or event of this room, or null. */
  public @Nullable Entry entry(String entryId) {
    lock.lock();
    try {
      Entry entry = entriesById.get(entryId);
      return entry == null || entry.deleted() ? null : entry;
    } finally {
      lock.unlock();
    }
  }

  <T extends @Nullable Object> T within(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  Desk desk(RegisteredAgent agent, Instant now) {
    return desks.computeIfAbsent(agent.id(), unused -> new Desk(now));
  }

  void put(Participant participant, Instant now) {
    var next = new LinkedHashMap<>(participants);
    next.put(participant.identity().id(), participant);
    participants = next;
    updatedAt = now;
  }

  void remove(String identityId, Instant now) {
    var next = new LinkedHashMap<>(participants);
    next.remove(identityId);
    participants = next;
    updatedAt = now;
  }

  void rename(String newTitle, Instant now) {
    title = newTitle;
    titleLocked = true;
    updatedAt = now;
  }

  long nextNumber() {
    return timeline.size();
  }

  void append(Entry entry) {
    timeline.add(entry);
    entriesById.put(entry.id(), entry);
    updatedAt = entry.insertedAt();
    if (entry.isText()) {
      lastMessageAt = entry.insertedAt();
      if (!titleLocked && title == null) {
        title = MentionText.plain(entry.content(), 60);
      }
    }
  }

  void delete(Instant now) {
    deleted = true;
    updatedAt = now;
  }
}
