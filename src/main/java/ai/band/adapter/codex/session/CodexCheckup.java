package ai.band.adapter.codex.session;

import ai.band.codex.CodexException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after Codex between messages: starts it again after it was lost, and asks who is logged in.
 * For one thread.
 */
public final class CodexCheckup {
  private static final Logger log = LoggerFactory.getLogger(CodexCheckup.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final CodexHost codex;
  private Duration pause = FIRST_PAUSE;
  private long nextStart = System.nanoTime();

  public CodexCheckup(CodexHost codex) {
    this.codex = codex;
  }

  /** Does so once. May block for as long as Codex takes to start or to answer. */
  public void run() throws InterruptedException {
    switch (codex.condition()) {
      case CONNECTED -> askForLogin();
      case LOST, FAILED -> startWhenDue();
      case NOT_STARTED, STARTING, RESTING -> {}
    }
  }

  private void startWhenDue() throws InterruptedException {
    if (System.nanoTime() - nextStart < 0) {
      return;
    }
    try {
      codex.acquire();
      pause = FIRST_PAUSE;
      askForLogin();
    } catch (CodexException e) {
      log.debug("Codex could not be started again: {}", e.getMessage());
      nextStart = System.nanoTime() + pause.toNanos();
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
  }

  private void askForLogin() {
    HostedClient live = codex.connected();
    if (live == null) {
      return;
    }
    try {
      codex.login().told(live.client().account());
    } catch (CodexException e) {
      log.debug("Codex did not tell who is logged in: {}", e.getMessage());
    }
  }
}
