package ai.band.adapter.codex.session;

import ai.band.codex.CodexException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start of Codex, and all who wait for it. */
final class CodexStart {
  private static final Logger log = LoggerFactory.getLogger(CodexStart.class);
  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable HostedClient opened;
  private volatile @Nullable CodexException failure;

  static CodexStart done(HostedClient client) {
    CodexStart start = new CodexStart();
    start.finish(client, null);
    return start;
  }

  void finish(@Nullable HostedClient client, @Nullable CodexException why) {
    opened = client;
    failure = why;
    over.countDown();
  }

  /** Waits until the start has come to something; null: not at all. */
  void awaitEnd(@Nullable Duration limit) {
    try {
      if (limit != null && !over.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("Codex was still starting after {} ms", limit.toMillis());
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
