package ai.band.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input, so that waiting for the next one can be interrupted, which reading cannot.
 * The reading thread ends with the input or with the process.
 */
final class LineQueue {
  private static final int READ_AHEAD = 16;

  private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(READ_AHEAD);

  private LineQueue() {}

  static LineQueue read(InputStream input) {
    var queue = new LineQueue();
    Thread.ofPlatform().daemon().name("input-lines").start(() -> queue.fill(input));
    return queue;
  }

  /** The next line; empty at the end, and ever after. */
  Optional<String> next() throws InterruptedException {
    var line = lines.take();
    if (line.isEmpty()) {
      lines.put(line);
    }
    return line;
  }

  private void fill(InputStream input) {
    try {
      var reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
      @Nullable String line;
      while ((line = readLine(reader)) != null) {
        lines.put(Optional.of(line));
      }
      lines.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable String readLine(BufferedReader reader) {
    try {
      return reader.readLine();
    } catch (IOException e) {
      return null; // a broken input is at its end
    }
  }
}
