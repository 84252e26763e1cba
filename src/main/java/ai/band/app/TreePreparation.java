package ai.band.app;

import ai.band.api.BandConfigException;
import ai.band.app.repository.RepositoryLocks;
import ai.band.app.repository.RepositorySettings;
import ai.band.app.repository.WorkingTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Prepares an agent's working tree in such a way that a stop of the agent cuts it off. */
final class TreePreparation {
  private final Program program;
  private final RepositoryLocks locks;
  private final ReentrantLock gate = new ReentrantLock(); // guards worker and cancelled
  private @Nullable Thread worker;
  private boolean cancelled;

  /**
   * @param locks those of the whole program
   */
  TreePreparation(Program program, RepositoryLocks locks) {
    this.program = program;
    this.locks = locks;
  }

  /**
   * Prepares the tree, if there is one to prepare.
   *
   * @return its description for the prompt; null when none is wanted or it was cut off
   */
  @Nullable String prepare(AgentSettings settings) throws InterruptedException {
    RepositorySettings repository = settings.repository();
    if (repository == null || !begin()) {
      return null;
    }
    try {
      WorkingTree.Ready ready =
          WorkingTree.prepare(repository, gitEnvironment(settings), program.home(), locks);
      checkDirectory(settings);
      return ready.context();
    } catch (InterruptedException e) {
      if (!isCancelled()) {
        throw e;
      }
      return null;
    } finally {
      end();
    }
  }

  /** What makes git trust a tree is told to Codex, and holds for our own git as well. */
  private Map<String, String> gitEnvironment(AgentSettings settings) {
    Map<String, String> variables = new LinkedHashMap<>(program.environment());
    Map<String, String> ofCodex = settings.codex().codexEnv();
    if (ofCodex != null) {
      ofCodex.forEach(
          (name, value) -> {
            if (name.startsWith("GIT_")) {
              variables.put(name, value);
            }
          });
    }
    return variables;
  }

  /** The working directory may be a folder inside of what was cloned. */
  private static void checkDirectory(AgentSettings settings) {
    String directory = settings.codex().cwd();
    boolean ours = settings.codex().transport() == ai.band.adapter.codex.config.Transport.STDIO;
    if (ours && directory != null && !Files.isDirectory(Path.of(directory))) {
      throw new BandConfigException(
          "cwd: \"" + directory + "\" is not a directory of the repository. Name another one.");
    }
  }

  /** Ends a preparation that is under way, and keeps another from beginning. */
  void cancel() {
    gate.lock();
    try {
      cancelled = true;
      Thread thread = worker;
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      gate.unlock();
    }
  }

  private boolean begin() {
    gate.lock();
    try {
      worker = cancelled ? null : Thread.currentThread();
      return !cancelled;
    } finally {
      gate.unlock();
    }
  }

  /** An interrupt by {@link #cancel} must not reach what comes after. */
  private void end() {
    gate.lock();
    try {
      worker = null;
      if (cancelled) {
        Thread.interrupted();
      }
    } finally {
      gate.unlock();
    }
  }

  private boolean isCancelled() {
    gate.lock();
    try {
      return cancelled;
    } finally {
      gate.unlock();
    }
  }
}
