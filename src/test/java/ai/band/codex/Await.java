package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Waits with a limit, mostly for the events of turns. */
final class Await {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private Await() {}

  /** Runs something that waits, on a thread of its own. */
  static <T> CompletableFuture<T> background(Callable<? extends T> call) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(call.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** All events up to and with the terminal one. */
  static List<TurnEvent> all(Turn turn) throws InterruptedException {
    return until(turn, TurnEvent.Terminal.class::isInstance);
  }

  /** All events up to and with the first that fits. */
  static List<TurnEvent> until(Turn turn, Predicate<TurnEvent> fits) throws InterruptedException {
    List<TurnEvent> seen = new ArrayList<>();
    while (true) {
      TurnEvent event = turn.next(LIMIT);
      assertThat(event).as("the next event after %s", seen).isNotNull();
      seen.add(event);
      if (fits.test(event)) {
        return seen;
      }
    }
  }

  static TurnEvent.TurnCompleted completion(Turn turn) throws InterruptedException {
    List<TurnEvent> events = all(turn);
    assertThat(events.getLast()).isInstanceOf(TurnEvent.TurnCompleted.class);
    return (TurnEvent.TurnCompleted) events.getLast();
  }

  static <T extends TurnEvent> List<T> only(List<TurnEvent> events, Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
