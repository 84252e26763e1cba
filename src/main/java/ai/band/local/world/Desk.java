package ai.band.local.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one agent has to do in one room. Guarded by the room's lock. */
final class Desk {
  private static final int MAX_REPORTS = 1_000;

  private final String executionId = Ids.uuid();
  private final Instant openedAt;
  private final List<Entry> addressed = new ArrayList<>();
  private final TreeMap<Long, Entry> unprocessed = new TreeMap<>();
  private final List<Entry> context = new ArrayList<>();
  private final SequencedMap<String, Entry> inHand = new LinkedHashMap<>();
  private final Set<String> answered = new HashSet<>();
  private final Deque<Activity> reports = new ArrayDeque<>();
  private boolean stopped;
  private @Nullable Instant workingUntil;

  Desk(Instant openedAt) {
    this.openedAt = openedAt;
  }

  String executionId() {
    return executionId;
  }

  Instant openedAt() {
    return openedAt;
  }

  void receive(Entry entry) {
    addressed.add(entry);
    unprocessed.put(entry.number(), entry);
    context.add(entry);
  }

  void sent(Entry entry) {
    context.add(entry);
  }

  void forget(Entry entry) {
    answered.remove(entry.id());
    unprocessed.remove(entry.number());
    inHand.remove(entry.id());
  }

  void claim(Entry entry) {
    inHand.remove(entry.id());
    inHand.put(entry.id(), entry); // last: the newest claim
  }

  void release(Entry entry) {
    inHand.remove(entry.id());
  }

  void finish(Entry entry) {
    answered.remove(entry.id());
    inHand.remove(entry.id());
    unprocessed.remove(entry.number());
  }

  @Nullable Entry oldestUnprocessed() {
    var first = unprocessed.firstEntry();
    return first == null ? null : first.getValue();
  }

  List<Entry> unprocessed() {
    return List.copyOf(unprocessed.values());
  }

  List<Entry> addressed() {
    return List.copyOf(addressed);
  }

  List<Entry> context() {
    return List.copyOf(context);
  }

  /**
   * The message that a post of the agent belongs to: the newest in hand; for a text, the newest in
   * hand that has no answer yet, if there is one.
   */
  @Nullable String answered(Entry.Draft draft) {
    if (draft.isText()) {
      for (String id : inHand.sequencedKeySet().reversed()) {
        if (answered.add(id)) {
          return id;
        }
      }
    }
    return inHand.isEmpty() ? null : inHand.lastEntry().getKey();
  }

  boolean stopped() {
    return stopped;
  }

  void stopped(boolean now) {
    stopped = now;
  }

  void report(boolean working, Instant now, Duration lifetime) {
    workingUntil = working ? now.plus(lifetime) : null;
    if (reports.size() == MAX_REPORTS) {
      reports.removeFirst();
    }
    reports.addLast(new Activity(now, working));
  }

  boolean working() {
    return workingUntil != null && !Timekeeper.isPast(workingUntil);
  }

  List<Activity> reports() {
    return List.copyOf(reports);
  }
}
