package ai.band.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process with a JVM uses, without the processes that it has started.
 *
 * @param process the JVM
 */
record ProcessFigures(ProcessHandle process) {
  /** CPU time so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Memory in use as the kernel counts it, in KiB; 0 where the kernel does not tell. */
  long residentKiB() throws IOException {
    return status("VmRSS:");
  }

  /** Threads of the operating system; 0 where the kernel does not tell. */
  long threads() throws IOException {
    return status("Threads:");
  }

  private long status(String key) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** Bytes of all live objects, counted by the JVM after a collection. */
  long liveHeapBytes() throws IOException, InterruptedException {
    Process counter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    long bytes = 0;
    try (BufferedReader lines = counter.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // number: instances bytes class; what was garbage before is counted as filler
        String[] columns = line.strip().split(" +");
        boolean isRow = columns.length >= 4 && columns[0].endsWith(":");
        if (isRow && !columns[3].contains("jdk.internal.vm.Filler")) {
          bytes += Long.parseLong(columns[2]);
        }
      }
    }
    counter.waitFor();
    return bytes;
  }
}
