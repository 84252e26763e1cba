package ai.band.app.repository;

import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps agents from preparing the same working tree at the same time, in one program or in several.
 * Ends with the process whatever happens; the file stays.
 */
final class RepositoryLock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RepositoryLock.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final FileChannel channel;

  private RepositoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, or waits for it.
   *
   * @throws RepositoryUnavailableException when it is not free in time
   * @throws BandConfigException when the file cannot be written
   */
  static RepositoryLock take(Path file, Duration timeout) throws InterruptedException {
    FileChannel channel = open(file);
    try {
      await(channel, file, timeout);
      return new RepositoryLock(channel);
    } catch (RuntimeException | InterruptedException e) {
      close(channel);
      throw e;
    }
  }

  private static void await(FileChannel channel, Path file, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    boolean told = false;
    while (!attempt(channel, file)) {
      if (System.nanoTime() > end) {
        throw new RepositoryUnavailableException(
            "The lock "
                + file
                + " was not free within "
                + timeout.toSeconds()
                + " s: another agent prepares the same working tree. Wait for it, or raise"
                + " repo.lock_timeout_s (REPO_INIT_LOCK_TIMEOUT_S).");
      }
      if (!told) {
        log.info("waiting for another agent that prepares the same working tree ({})", file);
        told = true;
      }
      Thread.sleep(PAUSE);
    }
  }

  private static FileChannel open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** A lock of another process answers null, one within this process throws. */
  private static boolean attempt(FileChannel channel, Path file) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static BandConfigException unusable(Path file, IOException reason) {
    return new BandConfigException(
        "repo.state_dir: the lock "
            + file
            + " cannot be used ("
            + reason.getClass().getSimpleName()
            + "). Make the folder writable for this user, or name another one.");
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("the lock file did not close cleanly", e);
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
