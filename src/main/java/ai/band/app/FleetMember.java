package ai.band.app;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent of a program, on a thread of its own. Safe from any thread. */
final class FleetMember {
  private static final Logger log = LoggerFactory.getLogger(FleetMember.class);

  private final String key;
  private final @Nullable AgentRun run;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable AgentSettings settings;
  private volatile int code = ExitCodes.FAILED;

  private FleetMember(String key, @Nullable AgentSettings settings, @Nullable AgentRun run) {
    this.key = key;
    this.settings = settings;
    this.run = run;
  }

  /** An agent that could not even be tried. */
  static FleetMember broken(String key) {
    var member = new FleetMember(key, null, null);
    member.code = ExitCodes.USAGE;
    member.ended.countDown();
    return member;
  }

  /** An agent that is to run. */
  static FleetMember of(AgentSettings settings, AgentRun run) {
    return new FleetMember(settings.key(), settings, run);
  }

  /**
   * Begins to run.
   *
   * @param before members that have to end first
   * @param onFailure told why it did not run
   * @param onEnd called when all is over
   */
  void start(
      List<FleetMember> before, Consumer<RuntimeException> onFailure, Consumer<FleetMember> onEnd) {
    Thread.ofVirtual()
        .name("agent-" + key)
        .start(
            () -> {
              try {
                for (FleetMember other : before) {
                  other.ended.await();
                }
                code = run == null ? ExitCodes.USAGE : run.run();
                log.info("agent {} has ended", key);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                code = ExitCodes.of(e);
                onFailure.accept(e);
              } finally {
                ended.countDown();
                onEnd.accept(this);
              }
            });
  }

  String key() {
    return key;
  }

  /** What it runs with; null when it is broken. */
  @Nullable AgentSettings settings() {
    return settings;
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  boolean healthy() {
    return run != null && run.healthy();
  }

  /** The exit code it ended with. */
  int code() {
    return code;
  }

  /** Asks it to end. Returns at once. */
  void stop() {
    if (run != null) {
      run.stop();
    }
  }

  /** Gives it another prompt while it runs. */
  void changePrompt(AgentSettings changed) {
    settings = changed;
    if (run != null) {
      run.changeCustomSection(changed.codex().customSection());
    }
  }
}
