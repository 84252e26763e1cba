package ai.band.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts failed attempts at the messages of one room. Only what ran counts: a claim that did not
 * get through, and an attempt that was interrupted, cost nothing.
 */
final class RetryBudget {
  private final int attempts;
  private final RuntimeTiming timing;
  private final ReentrantLock gate = new ReentrantLock(); // guards the counts
  private final Map<String, Integer> failures = new HashMap<>(0);

  /**
   * @param attempts per message, the first included
   */
  RetryBudget(int attempts, RuntimeTiming timing) {
    this.attempts = attempts;
    this.timing = timing;
  }

  /**
   * What the platform knows of failed attempts, for example from before a restart.
   *
   * @return whether the message is used up and must not run again
   */
  boolean usedUp(String messageId, int failedBefore) {
    gate.lock();
    try {
      int known = failures.getOrDefault(messageId, 0);
      if (failedBefore > known) {
        failures.put(messageId, failedBefore);
      }
      return Math.max(known, failedBefore) >= attempts;
    } finally {
      gate.unlock();
    }
  }

  /** Charges a failure; true when another attempt is left. */
  boolean chargeFailure(String messageId) {
    gate.lock();
    try {
      return failures.merge(messageId, 1, Integer::sum) < attempts;
    } finally {
      gate.unlock();
    }
  }

  /** How long to wait after the failures so far. */
  Duration delay(String messageId) {
    gate.lock();
    try {
      return timing.doubled(timing.retryBase(), failures.getOrDefault(messageId, 1) - 1);
    } finally {
      gate.unlock();
    }
  }

  int failures(String messageId) {
    gate.lock();
    try {
      return failures.getOrDefault(messageId, 0);
    } finally {
      gate.unlock();
    }
  }

  void forget(String messageId) {
    gate.lock();
    try {
      failures.remove(messageId);
    } finally {
      gate.unlock();
    }
  }
}
