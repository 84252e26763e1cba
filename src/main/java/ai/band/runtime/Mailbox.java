package ai.band.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for their lane, oldest first whatever order they came in. Not thread-safe.
 *
 * <p>Bounded: a full mailbox refuses, and the caller fetches what is left from the platform later.
 */
final class Mailbox {
  private final int capacity;
  private ArrayDeque<Delivery> waiting = new ArrayDeque<>(1);

  Mailbox(int capacity) {
    this.capacity = capacity;
  }

  /** Puts a message in its place; false when the mailbox is full. */
  boolean add(Delivery delivery) {
    if (waiting.size() >= capacity) {
      return false;
    }
    var newer = new ArrayDeque<Delivery>(0);
    for (Delivery last = waiting.peekLast();
        last != null && delivery.olderThan(last);
        last = waiting.peekLast()) {
      newer.push(waiting.removeLast());
    }
    waiting.add(delivery);
    waiting.addAll(newer);
    return true;
  }

  @Nullable Delivery poll() {
    Delivery next = waiting.poll();
    if (next != null && waiting.isEmpty()) {
      waiting = new ArrayDeque<>(1); // an idle room keeps no large array
    }
    return next;
  }

  List<Delivery> all() {
    return List.copyOf(waiting);
  }

  /** Takes one out; null when it is not here. */
  @Nullable Delivery remove(String messageId) {
    for (Delivery delivery : waiting) {
      if (delivery.id().equals(messageId)) {
        waiting.remove(delivery);
        return delivery;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /** Empties it. */
  List<Delivery> clear() {
    var dropped = new ArrayList<>(waiting);
    waiting = new ArrayDeque<>(1);
    return dropped;
  }
}
