package ai.band.codex.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * The last lines that a process wrote to its standard error, for error texts. The values of
 * variables that look like secrets are masked.
 */
final class StderrTail {
  private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");
  private static final int LINES = 40;
  private static final int LINE_LENGTH = 500;
  private static final int SHORTEST_SECRET = 8;
  private static final List<String> SECRET_NAMES =
      List.of("KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL");

  private final List<String> secrets;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  StderrTail(Map<String, String> environment) {
    List<String> found = new ArrayList<>();
    environment.forEach(
        (name, value) -> {
          if (value.length() >= SHORTEST_SECRET && isSecretName(name)) {
            found.add(value);
          }
        });
    found.sort((a, b) -> b.length() - a.length());
    secrets = List.copyOf(found);
  }

  /** Keeps a line; returns it as it may be shown. */
  String add(String line) {
    String shown = COLOURS.matcher(line).replaceAll("");
    for (String secret : secrets) {
      shown = shown.replace(secret, "***");
    }
    if (shown.length() > LINE_LENGTH) {
      // Half a character would make a room's server refuse the text.
      boolean split = Character.isHighSurrogate(shown.charAt(LINE_LENGTH - 1));
      shown = shown.substring(0, LINE_LENGTH - (split ? 1 : 0)) + "...";
    }
    lock.lock();
    try {
      if (lines.size() == LINES) {
        lines.poll();
      }
      lines.add(shown);
    } finally {
      lock.unlock();
    }
    return shown;
  }

  List<String> lines() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isSecretName(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return SECRET_NAMES.stream().anyMatch(upper::contains);
  }
}
