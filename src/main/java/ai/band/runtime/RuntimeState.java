package ai.band.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How an agent is doing.
 *
 * @param phase where it is in its life
 * @param connected whether the socket is open
 * @param rooms rooms the agent is in
 * @param roomsWithoutChannel those among them that are asked for messages, because they are not
 *     joined or the platform allows no more channels
 * @param messagesProcessed messages that came to their end
 * @param attemptsFailed attempts that failed
 * @param messagesGivenUp messages that used up their attempts
 * @param messagesLeftForReplay messages left as they were by a stop or a shutdown
 * @param duplicates copies of messages that were dropped
 * @param messagesWaiting messages that wait in their rooms, without those that are worked on
 * @param reconnects how often the connection was restored
 * @param callsRepeated calls of the platform's REST interface that were sent again
 * @param connectionProblem why there is no connection; null when there is one or it was not tried
 */
public record RuntimeState(
    Phase phase,
    boolean connected,
    int rooms,
    long roomsWithoutChannel,
    long messagesProcessed,
    long attemptsFailed,
    long messagesGivenUp,
    long messagesLeftForReplay,
    long duplicates,
    int messagesWaiting,
    long reconnects,
    long callsRepeated,
    @Nullable String connectionProblem) {
  /** The life of an agent. */
  public enum Phase {
    /** Not started yet. */
    NEW,
    /** Starting. */
    STARTING,
    /** Working. */
    RUNNING,
    /** Ending. */
    STOPPING,
    /** Over. */
    STOPPED
  }
}
