package ai.band.local.world;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One task of a room's board; never deleted. Safe to read from any thread. */
public final class BoardTask {
  /** Only an active one can be worked on. */
  public enum State {
    ACTIVE,
    CANCELLED,
    SUPERSEDED,
    ARCHIVED;

    /** As Band writes it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One participant's own progress. */
  public record Assignment(
      Identity assignee,
      String status,
      String activeForm,
      String linkedNativeId,
      Instant updatedAt) {}

  private final String id = Ids.uuid();
  private final int number;
  private final Room room;
  private final Identity createdBy;
  private final Instant insertedAt;
  private final List<BoardEvent> history = new CopyOnWriteArrayList<>();
  private volatile String subject;
  private volatile String detail;
  private volatile State state = State.ACTIVE;
  private volatile @Nullable String supersededBy;
  private volatile Instant updatedAt;
  private volatile Map<String, Assignment> assignments = Map.of();

  BoardTask(int number, Room room, Identity createdBy, String subject, String detail, Instant now) {
    this.number = number;
    this.room = room;
    this.createdBy = createdBy;
    this.subject = subject;
    this.detail = detail;
    this.insertedAt = now;
    this.updatedAt = now;
  }

  public String id() {
    return id;
  }

  /** Its number on the board, from 1. */
  public int number() {
    return number;
  }

  public Room room() {
    return room;
  }

  public Identity createdBy() {
    return createdBy;
  }

  public String subject() {
    return subject;
  }

  public String detail() {
    return detail;
  }

  public State state() {
    return state;
  }

  /** The task that replaced this one. */
  public @Nullable String supersededBy() {
    return supersededBy;
  }

  public Instant insertedAt() {
    return insertedAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }

  public Collection<Assignment> assignments() {
    return assignments.values();
  }

  @Nullable Assignment assignment(Identity assignee) {
    return assignments.get(assignee.id());
  }

  /** Oldest first. */
  public List<BoardEvent> history() {
    return history;
  }

  /** What the assignees' own statuses amount to. */
  public String overallStatus() {
    Collection<Assignment> all = assignments.values();
    if (all.isEmpty()) {
      return "pending";
    }
    for (String leading : List.of("in_progress", "blocked", "in_review", "failed")) {
      if (all.stream().anyMatch(assignment -> assignment.status().equals(leading))) {
        return leading;
      }
    }
    long completed = all.stream().filter(each -> each.status().equals("completed")).count();
    if (completed == all.size()) {
      return "completed";
    }
    return completed == 0 ? "pending" : "in_progress";
  }

  void edit(String newSubject, String newDetail) {
    subject = newSubject;
    detail = newDetail;
  }

  void become(State next, @Nullable String replacement) {
    state = next;
    supersededBy = replacement;
  }

  void assign(Assignment assignment) {
    var next = new LinkedHashMap<>(assignments);
    next.put(assignment.assignee().id(), assignment);
    assignments = next;
  }

  boolean unassign(Identity assignee) {
    var next = new LinkedHashMap<>(assignments);
    boolean was = next.remove(assignee.id()) != null;
    assignments = next;
    return was;
  }

  void record(BoardEvent event) {
    history.add(event);
    updatedAt = event.at();
  }
}
