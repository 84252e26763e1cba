package ai.band.bench;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is left in this process after a collection.
 *
 * @param threads all of them, virtual ones too
 * @param heapBytes of the whole process, the server's ledger included
 * @param clientObjects instances of the product's classes, the local server's left out
 */
record Remains(int threads, long heapBytes, long clientObjects) {
  private static final int SETTLING_TRIES = 100;

  static Remains now() throws IOException, JMException {
    long objects = objects(); // collects garbage
    return new Remains(countThreads(), usedHeap(), objects);
  }

  /** As {@link #now}, once threads that are ending have ended. */
  static Remains settled(Remains before) throws IOException, JMException {
    for (int tries = 0; tries < SETTLING_TRIES && countThreads() > before.threads(); tries++) {
      LockSupport.parkNanos(200_000_000);
    }
    return now();
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static int countThreads() throws IOException {
    Path folder = Files.createTempDirectory("threads-");
    Path dump = folder.resolve("dump.json");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
    int count = 0;
    for (String line : Files.readAllLines(dump)) {
      count += line.contains("\"tid\"") ? 1 : 0;
    }
    Files.delete(dump);
    Files.delete(folder);
    return count;
  }

  private static long objects() throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    long count = 0;
    for (String line : histogram.lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 4 && isProduct(words[3])) {
        count += Long.parseLong(words[1]);
      }
    }
    return count;
  }

  private static boolean isProduct(String name) {
    return name.startsWith("ai.band.")
        && !name.startsWith("ai.band.local.")
        && !name.startsWith("ai.band.bench.")
        && !name.startsWith("ai.band.testkit.");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d threads, %.1f MB heap after GC, %d objects of the agent",
        threads,
        heapBytes / 1e6,
        clientObjects);
  }
}
