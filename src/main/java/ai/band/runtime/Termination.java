package ai.band.runtime;

import ai.band.platform.BandConnectionException;
import ai.band.platform.Superseded;
import org.jspecify.annotations.Nullable;

/**
 * Why an agent ended.
 *
 * @param kind what happened
 * @param description one line for people: what happened and what to do
 * @param superseded what the platform said when another connection took over
 */
public record Termination(Kind kind, String description, @Nullable Superseded superseded) {
  /** What happened. */
  public enum Kind {
    /** It was asked to stop. */
    STOPPED,
    /** Another connection of the same agent took over. */
    SUPERSEDED,
    /** The platform does not accept the key, or not for this agent. */
    REFUSED,
    /** Another connection is live, and this one was told to stand back. */
    CONFLICT,
    /** The platform closed the connection and forbade to come back. */
    POLICY,
    /** The platform cannot be reached, or does not understand this client. */
    CONNECTION_LOST
  }

  /** Whether the agent ended because it was asked to. */
  public boolean clean() {
    return kind == Kind.STOPPED;
  }

  static Termination stopped() {
    return new Termination(Kind.STOPPED, "The agent was stopped.", null);
  }

  static Termination superseded(Superseded by) {
    return new Termination(Kind.SUPERSEDED, describe(by.toException()), by);
  }

  static Termination of(BandConnectionException failure) {
    Kind kind =
        switch (failure.kind()) {
          case SUPERSEDED -> Kind.SUPERSEDED;
          case REFUSED_CREDENTIALS -> Kind.REFUSED;
          case CONFLICT -> Kind.CONFLICT;
          case POLICY -> Kind.POLICY;
          case UNREACHABLE, PROTOCOL -> Kind.CONNECTION_LOST;
        };
    return new Termination(kind, describe(failure), null);
  }

  private static String describe(BandConnectionException failure) {
    return String.valueOf(failure.getMessage());
  }
}
