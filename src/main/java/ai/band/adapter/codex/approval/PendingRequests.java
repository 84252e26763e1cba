package ai.band.adapter.codex.approval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What waits in one room, oldest first, at most a given number. Visible ids are used once: Codex
 * counts its requests from 0 again in each process.
 */
final class PendingRequests {
  private static final int REMEMBERED_IDS = 10_000;

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, PendingRequest> open = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();

  PendingRequests(int capacity) {
    this.capacity = capacity;
  }

  /** What an addition led to: the new entry, and those that had to go. */
  record Added(PendingRequest request, List<PendingRequest> evicted) {}

  /**
   * Adds a request under an unused id. The oldest ones give way when there are too many.
   *
   * @param wantedId the id to use, if it is unused
   */
  Added add(String wantedId, Function<String, PendingRequest> make) {
    lock.lock();
    try {
      String id = unused(wantedId);
      PendingRequest request = make.apply(id);
      List<PendingRequest> evicted = new ArrayList<>();
      open.values().removeIf(PendingRequest::hasEnded);
      while (open.size() >= capacity) {
        evicted.add(open.remove(open.keySet().iterator().next()));
      }
      open.put(id, request);
      return new Added(request, evicted);
    } finally {
      lock.unlock();
    }
  }

  private String unused(String wanted) {
    String id = wanted;
    for (int n = 2; !used.add(id); n++) {
      id = wanted + "-" + n;
    }
    if (used.size() > REMEMBERED_IDS) {
      String oldest = used.iterator().next();
      if (!open.containsKey(oldest)) {
        used.remove(oldest);
      }
    }
    return id;
  }

  void remove(PendingRequest request) {
    lock.lock();
    try {
      open.remove(request.id(), request);
    } finally {
      lock.unlock();
    }
  }

  /** Without those that have ended and whose end the room is just being told. */
  List<PendingRequest> all() {
    lock.lock();
    try {
      return open.values().stream().filter(request -> !request.hasEnded()).toList();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return all().size();
  }

  /** Those that a token means: an id means one, an alias perhaps several. */
  List<PendingRequest> matching(String token) {
    List<PendingRequest> all = all();
    List<PendingRequest> exact = all.stream().filter(one -> one.id().equals(token)).toList();
    return exact.isEmpty() ? all.stream().filter(one -> one.answersTo(token)).toList() : exact;
  }

  List<String> sortedIds() {
    return all().stream().map(PendingRequest::id).sorted(PendingRequests::byNumber).toList();
  }

  private static int byNumber(String first, String second) {
    int byLength = Integer.compare(first.length(), second.length());
    return byLength != 0 ? byLength : first.compareTo(second);
  }
}
