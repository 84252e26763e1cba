package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What one caller waits for. The first outcome counts. */
final class Answer {
  private final CompletableFuture<JsonNode> outcome = new CompletableFuture<>();

  void succeed(JsonNode response) {
    outcome.complete(response);
  }

  void fail(PhoenixException cause) {
    outcome.completeExceptionally(cause);
  }

  /**
   * The response, or null if none came in time.
   *
   * @throws PhoenixException the failure, if it ended with one
   */
  @Nullable JsonNode await(Duration timeout) throws InterruptedException {
    try {
      return outcome.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw (PhoenixException) e.getCause();
    }
  }
}
