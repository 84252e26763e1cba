package ai.band.local.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The tasks and the goal of one room. Safe for many threads. */
public final class TaskBoard {
  private static final Set<String> STATUSES =
      Set.of("pending", "in_progress", "blocked", "in_review", "failed", "completed");

  private final Room room;
  private final Timekeeper time;
  private final Audience audience;
  private final List<BoardTask> tasks = new CopyOnWriteArrayList<>();
  private volatile Goal goal = Goal.NONE;

  TaskBoard(Room room, Timekeeper time, Audience audience) {
    this.room = room;
    this.time = time;
    this.audience = audience;
  }

  /** All tasks by number. */
  public List<BoardTask> tasks() {
    return tasks;
  }

  public Goal goal() {
    return goal;
  }

  /** Finds a task by id or by number. */
  public @Nullable BoardTask find(String idOrNumber) {
    for (BoardTask task : tasks) {
      if (task.id().equals(idOrNumber) || Integer.toString(task.number()).equals(idOrNumber)) {
        return task;
      }
    }
    return null;
  }

  /** Finds a task by id or by number, or refuses with 404. */
  public BoardTask require(String idOrNumber) {
    BoardTask found = find(idOrNumber);
    if (found == null) {
      throw Refusal.notFound("task");
    }
    return found;
  }

  /** Creates a task; nobody is assigned. */
  public BoardTask create(
      Identity by, String subject, @Nullable String detail, @Nullable String supersedes) {
    if (subject.isBlank()) {
      throw Refusal.invalid("/subject", "can't be blank");
    }
    return room.within(
        () -> {
          BoardTask old = supersedes == null ? null : find(supersedes);
          if (supersedes != null && (old == null || old.state() != BoardTask.State.ACTIVE)) {
            throw Refusal.invalid("/supersedes_id", "must be an active task of this room");
          }
          Instant now = time.now();
          String text = detail == null ? "" : detail;
          var task = new BoardTask(tasks.size() + 1, room, by, subject, text, now);
          tasks.add(task);
          ObjectNode initial = payload().put("subject", subject).put("detail", text);
          task.record(new BoardEvent("created", by, now, initial));
          audience.tell(new WorldEvent.TaskCreated(room, task));
          if (old != null) {
            old.become(BoardTask.State.SUPERSEDED, task.id());
            record(old, "superseded", by, payload().put("superseded_by_id", task.id()));
          }
          return task;
        });
  }

  /** Applies a change; a task that is not active takes only a change of its state. */
  public BoardTask update(Identity by, BoardTask task, TaskChange change) {
    if (change.isEmpty()) {
      throw Refusal.invalid("/", "at least one field is required");
    }
    return room.within(
        () -> {
          check(by, task, change);
          if (change.hasProgress()) {
            progress(by, task, change);
          }
          if (change.subject() != null || change.detail() != null) {
            edit(by, task, change);
          }
          if (change.comment() != null) {
            record(task, "commented", by, payload().put("text", change.comment()));
          }
          if (change.state() != null) {
            move(by, task, change.state());
          }
          return task;
        });
  }

  /** Sets what is given of the goal. */
  public Goal setGoal(Identity by, @Nullable String title, @Nullable String summary) {
    if (title == null && summary == null) {
      throw Refusal.invalid("/", "goal_title or goal_summary is required");
    }
    return room.within(
        () -> {
          Goal old = goal;
          Instant now = time.now();
          String nextTitle = title == null ? old.title() : title;
          String nextSummary = summary == null ? old.summary() : summary;
          ObjectNode changes = payload();
          change(changes, "goal_title", old.title(), nextTitle);
          change(changes, "goal_summary", old.summary(), nextSummary);
          boolean first = old.createdBy() == null;
          var history = new ArrayList<>(old.history());
          history.add(new BoardEvent(first ? "goal_set" : "goal_edited", by, now, changes));
          goal =
              new Goal(
                  nextTitle,
                  nextSummary,
                  first ? by : old.createdBy(),
                  by,
                  first ? now : old.insertedAt(),
                  now,
                  List.copyOf(history));
          audience.tell(new WorldEvent.BoardUpdated(room));
          return goal;
        });
  }

  /** Takes somebody who left the room off every task. */
  void drop(Identity who) {
    for (BoardTask task : tasks) {
      if (task.unassign(who)) {
        record(task, "dropped", who, payload().put("reason", "left the room"));
      }
    }
  }

  private static void check(Identity by, BoardTask task, TaskChange change) {
    if (change.hasWork() && task.state() != BoardTask.State.ACTIVE) {
      throw Refusal.invalid("/state", "the task is " + task.state().wire() + ", not active");
    }
    if (change.status() != null && !STATUSES.contains(change.status())) {
      throw Refusal.invalid("/status", "is invalid");
    }
    if (change.subject() != null && change.subject().isBlank()) {
      throw Refusal.invalid("/subject", "can't be blank");
    }
    if (change.comment() != null && change.comment().isBlank()) {
      throw Refusal.invalid("/comment", "can't be blank");
    }
    boolean joins = change.status() != null || task.assignment(by) != null;
    if (change.hasProgress() && !joins) {
      throw Refusal.invalid("/status", "report a status first, which joins you to the task");
    }
    if (change.state() != null) {
      checkMove(task, change.state());
    }
  }

  private static void checkMove(BoardTask task, String wanted) {
    boolean allowed =
        switch (wanted) {
          case "cancelled", "archived" -> task.state() == BoardTask.State.ACTIVE;
          case "active" -> task.state() == BoardTask.State.ARCHIVED;
          default -> throw Refusal.invalid("/state", "is invalid");
        };
    if (!allowed) {
      throw Refusal.invalid("/state", "a task that is " + task.state().wire() + " cannot be");
    }
  }

  private void progress(Identity by, BoardTask task, TaskChange change) {
    BoardTask.Assignment own = task.assignment(by);
    String before = own == null ? null : own.status();
    String status = orElse(change.status(), before == null ? "pending" : before);
    String link = orElse(change.linkedNativeId(), own == null ? "" : own.linkedNativeId());
    String form = orElse(change.activeForm(), own == null ? "" : own.activeForm());
    task.assign(new BoardTask.Assignment(by, status, form, link, time.now()));
    ObjectNode changes = payload();
    change(changes, "status", before, status);
    if (change.linkedNativeId() != null) {
      changes.put("linked_native_id", link);
    }
    if (changes.isEmpty()) {
      audience.tell(new WorldEvent.TaskUpdated(room, task));
    } else {
      record(task, "status_changed", by, changes);
    }
  }

  private void edit(Identity by, BoardTask task, TaskChange change) {
    ObjectNode changes = payload();
    String subject = orElse(change.subject(), task.subject());
    String detail = orElse(change.detail(), task.detail());
    change(changes, "subject", task.subject(), subject);
    change(changes, "detail", task.detail(), detail);
    task.edit(subject, detail);
    record(task, "edited", by, changes);
  }

  private void move(Identity by, BoardTask task, String wanted) {
    BoardTask.State before = task.state();
    BoardTask.State next =
        switch (wanted) {
          case "cancelled" -> BoardTask.State.CANCELLED;
          case "archived" -> BoardTask.State.ARCHIVED;
          default -> BoardTask.State.ACTIVE;
        };
    task.become(next, null);
    ObjectNode changes = payload();
    change(changes, "state", before.wire(), next.wire());
    record(task, next == BoardTask.State.ACTIVE ? "unarchived" : next.wire(), by, changes);
  }

  private void record(BoardTask task, String event, Identity by, ObjectNode payload) {
    task.record(new BoardEvent(event, by, time.now(), payload));
    audience.tell(new WorldEvent.TaskUpdated(room, task));
  }

  private static void change(
      ObjectNode changes, String field, @Nullable String before, @Nullable String after) {
    if (!Objects.equals(before, after)) {
      changes.putObject(field).put("from", before).put("to", after);
    }
  }

  private static String orElse(@Nullable String value, String fallback) {
    return value == null ? fallback : value;
  }

  private static ObjectNode payload() {
    return JsonNodeFactory.instance.objectNode();
  }
}
