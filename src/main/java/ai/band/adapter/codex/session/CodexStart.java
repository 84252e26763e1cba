package ai.band.adapter.codex.session;

import ai.band.codex.CodexException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start of Codex, and all who wait for it. */
final class CodexStart {
  private static final Logger log = LoggerFactory.getLogger(CodexStart.class);
  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  /** A start that is under way may come to its end before it is broken off. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable HostedClient opened;
  private volatile @Nullable CodexException failure;

  /**
   * Prepares a start.
   *
   * @param work done by the thread of the start; it calls {@link #finish}
   */
  CodexStart(Consumer<CodexStart> work) {
    thread = Thread.ofVirtual().name("codex-start").unstarted(() -> work.accept(this));
  }

  static CodexStart done(HostedClient client) {
    CodexStart start = new CodexStart(ignored -> {});
    start.finish(client, null);
    return start;
  }

  void begin() {
    thread.start();
  }

  void finish(@Nullable HostedClient client, @Nullable CodexException why) {
    opened = client;
    failure = why;
    over.countDown();
  }

  /** Ends it, by force when it does not come to something soon: Codex may hang. */
  void end(@Nullable Duration limit) {
    Duration grace =
        limit == null || limit.compareTo(GRACE.multipliedBy(2)) > 0 ? GRACE : limit.dividedBy(2);
    try {
      if (over.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      thread.interrupt();
      Duration left = limit == null ? GRACE : limit.minus(grace);
      if (!over.await(left.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("Codex was still starting after {} ms", grace.plus(left).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  HostedClient await() throws InterruptedException {
    boolean ended = over.await(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
    CodexException why = failure;
    if (why != null) {
      throw why;
    }
    HostedClient client = opened;
    if (!ended || client == null) {
      throw CodexHost.unavailable(
          "Codex did not start within " + LONGEST_START.toMinutes() + " min.", null);
    }
    return client;
  }
}
