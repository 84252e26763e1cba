package ai.band.app.repository;

import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns that the agents of one program take at working trees, before the program as a whole
 * takes turns with others by a file. A program needs one of these: closing a lock file that
 * somebody else in the same process holds would set it free. Safe from any thread.
 */
public final class RepositoryLocks {
  private static final Logger log = LoggerFactory.getLogger(RepositoryLocks.class);

  private static final int MOST_ATTEMPTS = 10;

  private final Map<Path, ReentrantLock> turns = new ConcurrentHashMap<>();

  /** Nobody has a turn yet. */
  public RepositoryLocks() {}

  /**
   * Takes a lock, or waits for it. It belongs to the thread and is given back by the same.
   *
   * @throws RepositoryUnavailableException when it is not free in time
   * @throws BandConfigException when the file cannot be written
   */
  RepositoryLock take(Path file, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    ReentrantLock turn = turns.computeIfAbsent(place(file), place -> new ReentrantLock());
    if (!turn.tryLock()) {
      log.info("waiting for another agent that prepares the same working tree ({})", file);
      if (!turn.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw RepositoryLock.busy(file, timeout);
      }
    }
    try {
      return RepositoryLock.take(file, timeout, end, turn);
    } catch (RuntimeException | InterruptedException e) {
      turn.unlock();
      throw e;
    }
  }

  /** The same for all names of one folder, which its holder may be about to delete. */
  private static Path place(Path file) {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
    for (int attempts = 1; ; attempts++) {
      try {
        Files.createDirectories(folder);
        return folder.toRealPath().resolve(file.getFileName());
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        if (attempts == MOST_ATTEMPTS) {
          throw RepositoryLock.unusable(file, e);
        }
      } catch (IOException e) {
        throw RepositoryLock.unusable(file, e);
      }
    }
  }
}
