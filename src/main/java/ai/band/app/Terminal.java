package ai.band.app;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;

/** The terminal that the process was started from, if there is one. */
final class Terminal {
  private static final Path DEVICE = Path.of("/dev/tty");

  private final boolean present;

  private Terminal(boolean present) {
    this.present = present;
  }

  static Terminal ofProcess() {
    return new Terminal(opens());
  }

  /** Whether there was one and it is gone: then nobody can stop the program from there any more. */
  boolean wasClosed() {
    return present && !opens();
  }

  private static boolean opens() {
    try (var device = new FileInputStream(DEVICE.toFile())) {
      return device.getFD().valid();
    } catch (IOException e) {
      return false;
    }
  }
}
