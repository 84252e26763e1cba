package ai.band.local.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fault of connecting to the socket. */
public record UpgradeFault(Effect effect, Occasion occasion) {
  /** What goes wrong. */
  public sealed interface Effect {
    /** Refuse by HTTP; {@code body} null: empty. */
    record Refuse(int status, @Nullable String body, @Nullable Duration retryAfter)
        implements Effect {}

    /** Answer nothing for so long, then go on. */
    record Delay(Duration duration) implements Effect {}

    /** Reset the connection. */
    record Cut() implements Effect {}

    /** Accept, then close at once with this code. */
    record AcceptThenClose(int code) implements Effect {}
  }
}
