package ai.band.platform;

import org.jspecify.annotations.Nullable;

/** No connection to the platform, or none any more. The text says what to do, and holds no key. */
public final class BandConnectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Why. */
  public enum Kind {
    /** Not reached, or gone and not coming back. */
    UNREACHABLE,
    /** The key is wrong, or does not cover the agent. */
    REFUSED_CREDENTIALS,
    /** Another connection of the agent is live and this one was told to stand back. */
    CONFLICT,
    /** Another connection of the agent took over. */
    SUPERSEDED,
    /** The platform closed the connection and forbade to come back. */
    POLICY,
    /** The platform did not understand the request: a wrong address or setting. */
    PROTOCOL
  }

  BandConnectionException(Kind kind, String text, @Nullable Throwable cause) {
    super(text, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
