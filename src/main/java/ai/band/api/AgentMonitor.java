package ai.band.api;

import java.time.Duration;

/**
 * Hears what an agent does, to count and to time it. Called on the threads that do the work, so no
 * method may block or throw; several threads call at the same time. What is not overridden costs
 * nothing.
 */
public interface AgentMonitor {
  /** Hears nothing. */
  AgentMonitor NONE = new AgentMonitor() {};

  /** What was put into a room. */
  enum Post {
    /** A message that people see. */
    MESSAGE,
    /** An event: a tool call, a thought, a task. */
    EVENT
  }

  /**
   * A room takes a message up.
   *
   * @param waited since it arrived
   */
  default void messageTaken(Duration waited) {}

  /**
   * The model is about to be asked.
   *
   * @param overhead since the room took the message up
   */
  default void turnStarting(Duration overhead) {}

  /**
   * A turn is over.
   *
   * @param outcome one of few words, like {@code completed}, {@code interrupted}, {@code failed}
   * @param active how long the model worked, without waiting for people
   */
  default void turnEnded(String outcome, Duration active) {}

  /** The model did not take a message. */
  default void turnRefused() {}

  /**
   * The answer of a turn is about to be sent.
   *
   * @param overhead since the model's turn was over
   */
  default void replySending(Duration overhead) {}

  /** Something was put into a room, or given up. */
  default void posted(Post kind, boolean accepted) {}

  /** A post failed and is tried again. */
  default void postRepeated() {}

  /**
   * The model was used.
   *
   * @param input tokens read, those of the cache included
   * @param cached of these, tokens that came from a cache
   * @param output tokens written, reasoning included
   * @param reasoning of these, tokens of reasoning
   */
  default void tokensUsed(long input, long cached, long output, long reasoning) {}

  /** A request for approval has ended, with this decision. */
  default void approvalDecided(String decision) {}
}
