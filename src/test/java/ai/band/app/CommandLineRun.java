package ai.band.app;

import ai.band.platform.SecretMask;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the program inside the test, in a folder and with an environment of its own. */
final class CommandLineRun {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final StopRequest stop = new StopRequest();
  private final Path directory;
  private int code = -1;
  private InputStream in = InputStream.nullInputStream();

  CommandLineRun(Path directory) {
    this.directory = directory;
  }

  CommandLineRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  CommandLineRun typing(String text) {
    in = new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Returns the exit code. */
  int run(String... args) {
    code =
        Main.run(
            new Program(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                in,
                environment,
                directory,
                new SecretMask(),
                stop,
                null),
            args);
    return code;
  }

  /** Of the run that has ended. */
  int code() {
    return code;
  }

  void stop() {
    stop.request();
  }

  /** As the signal SIGHUP does. */
  void hangUp() {
    stop.hangUp();
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The lines of the error stream. */
  List<String> errors() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
