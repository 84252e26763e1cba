package ai.band.local.fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fault of REST calls.
 *
 * @param operation the operation id of the API description such as {@code createAgentChatMessage};
 *     {@code *} for all
 * @param pathContains null, or a part of the path, such as a room's id
 * @param identityId null, or whose calls only
 * @param bodyContains null, or a part of the request's body
 */
public record RestFault(
    String operation,
    @Nullable String pathContains,
    @Nullable String identityId,
    @Nullable String bodyContains,
    Effect effect,
    Occasion occasion) {

  /** What goes wrong. */
  public sealed interface Effect {
    /** Answer this instead of doing anything; {@code body} null: the usual error body. */
    record Status(int status, @Nullable Duration retryAfter, @Nullable String body)
        implements Effect {}

    /** Wait before doing anything. */
    record Delay(Duration duration) implements Effect {}

    /** Wait until this is let go, at most a minute, before doing anything. */
    record Hold(CountDownLatch letGo) implements Effect {}

    /** Do it, and wait before answering. */
    record DelayAnswer(Duration duration) implements Effect {}

    /** Reset the connection and do nothing. */
    record CutBefore() implements Effect {}

    /** Do it, and reset the connection instead of answering. */
    record CutAfter() implements Effect {}

    /** Do it, and answer as if it had failed. */
    record StatusAfter(int status) implements Effect {}

    /** Reset the connection, and do it so much later, when the caller has given up. */
    record ActLate(Duration after) implements Effect {}

    /** Reset the connection, and do it when this is let go, at most a minute later. */
    record ActOnceLetGo(CountDownLatch letGo) implements Effect {}
  }

  /** Begins the description of a fault of one operation. */
  public static On on(String operation) {
    return new On(operation, null, null, null);
  }

  /** Begins the description of a fault of every operation. */
  public static On onAll() {
    return on("*");
  }

  /** The calls concerned. */
  public record On(
      String operation,
      @Nullable String pathContains,
      @Nullable String identityId,
      @Nullable String bodyContains) {
    /** Only calls with this in their path. */
    public On inPath(String part) {
      return new On(operation, part, identityId, bodyContains);
    }

    /** Only calls of this identity. */
    public On by(String id) {
      return new On(operation, pathContains, id, bodyContains);
    }

    /** Only calls with this in their body. */
    public On inBody(String part) {
      return new On(operation, pathContains, identityId, part);
    }

    public RestFault status(int status, Occasion occasion) {
      return with(new Effect.Status(status, null, null), occasion);
    }

    public RestFault status(int status, Duration retryAfter, Occasion occasion) {
      return with(new Effect.Status(status, retryAfter, null), occasion);
    }

    public RestFault delay(Duration duration, Occasion occasion) {
      return with(new Effect.Delay(duration), occasion);
    }

    public RestFault cutBefore(Occasion occasion) {
      return with(new Effect.CutBefore(), occasion);
    }

    public RestFault cutAfter(Occasion occasion) {
      return with(new Effect.CutAfter(), occasion);
    }

    public RestFault with(Effect effect, Occasion occasion) {
      return new RestFault(operation, pathContains, identityId, bodyContains, effect, occasion);
    }
  }

  boolean matches(
      String calledOperation, String path, @Nullable String caller, Supplier<String> body) {
    return (operation.equals("*") || operation.equals(calledOperation))
        && (pathContains == null || path.contains(pathContains))
        && (identityId == null || identityId.equals(caller))
        && (bodyContains == null || body.get().contains(bodyContains));
  }
}
