package ai.band.platform.rest;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call to the Agent API that did not succeed. The text says what happened and what to do, and
 * never holds a key. The kind is the subclass; retries allowed for the call have been used up.
 */
public abstract sealed class BandRestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Facts facts;

  private BandRestException(Facts facts) {
    super(facts.text(), facts.cause());
    this.facts = facts;
  }

  /** HTTP status, or 0 when there was no answer. */
  public int status() {
    return facts.status();
  }

  /** The platform's machine-readable code, for example {@code limit_reached}; empty if none. */
  public String code() {
    return facts.code();
  }

  /** The platform's own words; empty if none. */
  public String platformMessage() {
    return facts.platformMessage();
  }

  /** What support needs to find the call in the platform's logs; empty if none. */
  public String requestId() {
    return facts.requestId();
  }

  /** Further facts, for a refused body a map from JSON Pointer to complaints. */
  public Map<String, Object> details() {
    return facts.details();
  }

  /** How long the platform asked to wait. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(facts.retryAfter());
  }

  /** Whether the same call may succeed later without a change by the caller. */
  public boolean retryable() {
    return switch (this) {
      case RateLimited ignored -> true;
      case ServerFailed ignored -> true;
      case Unreachable ignored -> true;
      default -> false;
    };
  }

  /**
   * Whether the call may have taken effect although it failed. Repeating it could then post
   * something twice.
   */
  public boolean outcomeUnknown() {
    return facts.outcomeUnknown();
  }

  record Facts(
      String text,
      int status,
      String code,
      String platformMessage,
      String requestId,
      Map<String, Object> details,
      @Nullable Duration retryAfter,
      boolean outcomeUnknown,
      @Nullable Throwable cause) {}

  /** 401: the key is missing or wrong. */
  public static final class Unauthorized extends BandRestException {
    private static final long serialVersionUID = 1L;

    Unauthorized(Facts facts) {
      super(facts);
    }
  }

  /** 403: not allowed, not in the plan, over quota, or the agent is stopped in this room. */
  public static final class Forbidden extends BandRestException {
    private static final long serialVersionUID = 1L;

    Forbidden(Facts facts) {
      super(facts);
    }
  }

  /** 404: it does not exist, or the agent is not a participant of the room. */
  public static final class NotFound extends BandRestException {
    private static final long serialVersionUID = 1L;

    NotFound(Facts facts) {
      super(facts);
    }
  }

  /** 409: the state of a contact does not allow it. */
  public static final class Conflict extends BandRestException {
    private static final long serialVersionUID = 1L;

    Conflict(Facts facts) {
      super(facts);
    }
  }

  /** 400 or 422: the platform did not accept the values. */
  public static final class Invalid extends BandRestException {
    private static final long serialVersionUID = 1L;

    Invalid(Facts facts) {
      super(facts);
    }
  }

  /** 429: too many calls. */
  public static final class RateLimited extends BandRestException {
    private static final long serialVersionUID = 1L;

    RateLimited(Facts facts) {
      super(facts);
    }
  }

  /** 5xx: the platform, or something in front of it, failed. */
  public static final class ServerFailed extends BandRestException {
    private static final long serialVersionUID = 1L;

    ServerFailed(Facts facts) {
      super(facts);
    }
  }

  /** Any other status that is not a success, for example a redirect. */
  public static final class Refused extends BandRestException {
    private static final long serialVersionUID = 1L;

    Refused(Facts facts) {
      super(facts);
    }
  }

  /** A success whose body cannot be read, for example a proxy's page. */
  public static final class Unreadable extends BandRestException {
    private static final long serialVersionUID = 1L;

    Unreadable(Facts facts) {
      super(facts);
    }
  }

  /** No answer; the call was never sent, or is one that can be repeated without harm. */
  public static final class Unreachable extends BandRestException {
    private static final long serialVersionUID = 1L;

    Unreachable(Facts facts) {
      super(facts);
    }
  }

  /** No answer to a call that was sent and must not be repeated blindly. */
  public static final class OutcomeUnknown extends BandRestException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknown(Facts facts) {
      super(facts);
    }
  }

  /** The calling thread was interrupted; its flag is set again. */
  public static final class Interrupted extends BandRestException {
    private static final long serialVersionUID = 1L;

    Interrupted(Facts facts) {
      super(facts);
    }
  }
}
