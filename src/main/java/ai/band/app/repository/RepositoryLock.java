package ai.band.app.repository;

import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps agents from preparing the same working tree at the same time, in one program or in several.
 * Ends with the process whatever happens; the file stays, unless its holder deletes it.
 */
final class RepositoryLock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RepositoryLock.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final FileChannel channel;
  private final ReentrantLock turn;

  private RepositoryLock(FileChannel channel, ReentrantLock turn) {
    this.channel = channel;
    this.turn = turn;
  }

  /**
   * Takes the lock, or waits for it.
   *
   * @param end of the wait, in the time of {@link System#nanoTime}
   * @param turn held by this thread, and given back with the lock
   */
  static RepositoryLock take(Path file, Duration timeout, long end, ReentrantLock turn)
      throws InterruptedException {
    boolean told = false;
    while (true) {
      FileChannel channel = attempt(file);
      if (channel != null) {
        return new RepositoryLock(channel, turn);
      }
      if (System.nanoTime() > end) {
        throw busy(file, timeout);
      }
      if (!told) {
        log.info("waiting for another agent that prepares the same working tree ({})", file);
        told = true;
      }
      Thread.sleep(PAUSE);
    }
  }

  static RepositoryUnavailableException busy(Path file, Duration timeout) {
    return new RepositoryUnavailableException(
        "The lock "
            + file
            + " was not free within "
            + timeout.toSeconds()
            + " s: another agent prepares the same working tree. Wait for it, or raise"
            + " repo.lock_timeout_s (REPO_INIT_LOCK_TIMEOUT_S).");
  }

  static BandConfigException unusable(Path file, IOException reason) {
    return new BandConfigException(
        "repo.path, repo.state_dir: the lock "
            + file
            + " cannot be used ("
            + reason.getClass().getSimpleName()
            + "). Make its folder writable for this user, or name another one.");
  }

  /** Null when somebody else has it, or has just deleted the file. */
  private static @Nullable FileChannel attempt(Path file) {
    try {
      Object identity = identity(file);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        // Whoever has deleted the file leaves its lock to those who had opened it, and to no other.
        taken = locked(channel) && identity.equals(identity(file));
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      return taken ? channel : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** A lock of another process answers null, one within this process throws. */
  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Tells a file from another one that has got its name; some systems cannot. */
  private static Object identity(Path file) throws IOException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      log.trace("{} is there already", file);
    }
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("the lock file did not close cleanly", e);
    } finally {
      turn.unlock();
    }
  }
}
