package ai.band.local.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The REST calls of the past, for tests. Keeps the newest; counts all.
 *
 * <p>Safe for many threads. Never contains a key.
 */
public final class CallLog {
  /**
   * One call.
   *
   * @param operation the operation id, or {@code unknown}
   * @param keyKind {@code agent}, {@code person} or {@code none}
   * @param status 0 when the connection was cut without an answer
   * @param requestBody null unless bodies are kept
   */
  public record Call(
      long number,
      Instant at,
      String operation,
      String method,
      String path,
      String query,
      String keyKind,
      @Nullable String identityId,
      int status,
      Duration took,
      @Nullable String requestBody) {}

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Call> newest = new ArrayDeque<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private volatile boolean keepBodies;
  private long counter;

  /**
   * @param capacity how many calls are kept; older ones are forgotten
   */
  public CallLog(int capacity) {
    this.capacity = capacity;
  }

  /** On: request bodies are kept with the calls. Off by default. */
  public void keepBodies(boolean on) {
    keepBodies = on;
  }

  boolean keepsBodies() {
    return keepBodies;
  }

  /** Calls that are still kept and fit, oldest first. */
  public List<Call> calls(Predicate<Call> fits) {
    lock.lock();
    try {
      var found = new ArrayList<Call>();
      for (Call call : newest) {
        if (fits.test(call)) {
          found.add(call);
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Calls of one operation that are still kept, oldest first. */
  public List<Call> of(String operation) {
    return calls(call -> call.operation().equals(operation));
  }

  /** How many calls of one operation there have been. */
  public long count(String operation) {
    LongAdder count = counts.get(operation);
    return count == null ? 0 : count.sum();
  }

  /** How many calls of each operation there have been. */
  public Map<String, Long> counts() {
    var all = new TreeMap<String, Long>();
    counts.forEach((operation, count) -> all.put(operation, count.sum()));
    return all;
  }

  /** Forgets everything. */
  public void clear() {
    lock.lock();
    try {
      newest.clear();
      counts.clear();
    } finally {
      lock.unlock();
    }
  }

  void add(Draft draft, int status, Duration took) {
    counts.computeIfAbsent(draft.operation(), unused -> new LongAdder()).increment();
    lock.lock();
    try {
      if (newest.size() >= capacity) {
        newest.removeFirst();
      }
      newest.addLast(draft.finished(++counter, status, took));
    } finally {
      lock.unlock();
    }
  }

  /** What is known of a call before it is answered. */
  record Draft(
      Instant at,
      String operation,
      String method,
      String path,
      String query,
      String keyKind,
      @Nullable String identityId,
      @Nullable String requestBody) {

    Call finished(long number, int status, Duration took) {
      return new Call(
          number,
          at,
          operation,
          method,
          path,
          query,
          keyKind,
          identityId,
          status,
          took,
          requestBody);
    }
  }
}
