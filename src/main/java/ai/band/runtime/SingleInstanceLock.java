package ai.band.runtime;

import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second program on this host from running as the same agent: the two would run each
 * other's unfinished messages again.
 *
 * <p>A lock on a file in the system's temporary folder, so that it ends with the process whatever
 * happens. It does not reach across containers or hosts. The file is never deleted.
 */
public final class SingleInstanceLock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SingleInstanceLock.class);
  private static final String BYPASS = "set single_instance=false to start without the lock.";

  private final FileChannel channel;

  private SingleInstanceLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock at once or not at all.
   *
   * @param agentId the agent
   * @throws BandConfigException when another program, or another agent object in this one, runs as
   *     this agent, or when the host cannot lock the file
   */
  public static SingleInstanceLock take(String agentId) {
    Path file =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("band-agent-" + agentId.replaceAll("[^A-Za-z0-9._-]", "_") + ".lock");
    FileChannel channel = open(file);
    try {
      // A second lock on the file within this JVM throws; one of another process answers null.
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new SingleInstanceLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      log.debug("agent {} already runs in this process", agentId);
    } catch (IOException e) {
      closeQuietly(channel);
      throw unusable(file, e);
    }
    closeQuietly(channel);
    throw new BandConfigException(
        "single_instance: agent "
            + agentId
            + " already runs on this host ("
            + file
            + " is locked). Stop the other one, or "
            + BYPASS);
  }

  private static FileChannel open(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      throw unusable(file, e);
    }
  }

  private static BandConfigException unusable(Path file, Exception cause) {
    return new BandConfigException(
        "single_instance: the lock file "
            + file
            + " cannot be used ("
            + cause
            + "). Make it writable, or "
            + BYPASS);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("the lock file did not close cleanly", e);
    }
  }

  /** Gives the lock back. A second call does nothing. */
  @Override
  public void close() {
    closeQuietly(channel);
  }
}
