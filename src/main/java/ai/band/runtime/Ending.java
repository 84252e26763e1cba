package ai.band.runtime;

import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal.Cause;
import org.jspecify.annotations.Nullable;

/** How one run at a message ended, before anything is told to the platform. */
sealed interface Ending {
  /** It is done and never runs again. */
  record Done() implements Ending {}

  /** It failed. */
  record Failed(String reason, boolean retryable) implements Ending {}

  /** It stays as it is on the platform, to be found again. */
  record Left(@Nullable Cause cause) implements Ending {}

  /**
   * Nothing ran, nothing was charged.
   *
   * @param passing whether the platform could not be asked, rather than refused
   */
  record NotClaimed(boolean passing, @Nullable Cause cause) implements Ending {}

  /** It waits its turn in the work lane. */
  record Moved() implements Ending {}

  /** The message or the room is not there any more. */
  record Gone() implements Ending {}

  /** Every attempt was spent earlier. */
  record UsedUp() implements Ending {}

  /**
   * What an outcome means under a signal. An interrupted message is done whatever came of it; a
   * turn that finished in spite of a signal has used the signal up.
   *
   * @param ran whether the adapter was called
   */
  static Ending of(MessageOutcome outcome, @Nullable Cause cause, boolean ran) {
    if (cause == Cause.INTERRUPTED) {
      return new Done();
    }
    if (cause != null && !ran) {
      return new Left(cause);
    }
    return switch (outcome) {
      case MessageOutcome.Processed ignored -> new Done();
      case MessageOutcome.Failed ignored when cause != null -> new Left(cause);
      case MessageOutcome.Failed(String reason, boolean retryable) -> new Failed(reason, retryable);
      case MessageOutcome.LeftForReplay ignored -> new Left(cause);
      case MessageOutcome.Queued ignored -> cause == null ? new Moved() : new Left(cause);
    };
  }
}
