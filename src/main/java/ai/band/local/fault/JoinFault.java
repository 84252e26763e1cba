package ai.band.local.fault;

import java.time.Duration;

/**
 * A fault of joins.
 *
 * @param topicPrefix how the topic must begin; empty: every topic
 */
public record JoinFault(String topicPrefix, Effect effect, Occasion occasion) {
  /** What goes wrong. */
  public sealed interface Effect {
    /** Refuse with this reason. */
    record Refuse(String reason) implements Effect {}

    /** Take so long; the whole socket waits meanwhile. */
    record Delay(Duration duration) implements Effect {}

    /** Neither join nor answer. */
    record Ignore() implements Effect {}
  }

  boolean matches(String topic) {
    return topic.startsWith(topicPrefix);
  }
}
