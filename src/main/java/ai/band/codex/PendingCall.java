package ai.band.codex;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request of ours that waits for its answer. */
final class PendingCall {
  private final String method;
  private final @Nullable Consumer<JsonNode> beforeReadingOn;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable JsonNode result;
  private volatile @Nullable CodexException failure;

  /**
   * @param beforeReadingOn called by the reader with the result, before it looks at any later
   *     message
   */
  PendingCall(String method, @Nullable Consumer<JsonNode> beforeReadingOn) {
    this.method = method;
    this.beforeReadingOn = beforeReadingOn;
  }

  String method() {
    return method;
  }

  void succeed(JsonNode answer) {
    try {
      if (beforeReadingOn != null) {
        beforeReadingOn.accept(answer);
      }
    } finally {
      result = answer;
      done.countDown();
    }
  }

  void fail(CodexException why) {
    failure = why;
    done.countDown();
  }

  boolean await(long nanos) throws InterruptedException {
    return done.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** The result, once {@link #await} was true. */
  JsonNode result() {
    CodexException why = failure;
    if (why != null) {
      throw why;
    }
    return java.util.Objects.requireNonNull(result);
  }
}
