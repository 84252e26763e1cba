package ai.band.app;

import ai.band.platform.SecretMask;
import ch.qos.logback.classic.LoggerContext;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What a command may touch of the process it runs in.
 *
 * @param out results
 * @param err errors
 * @param in what the user types
 * @param environment the variables
 * @param directory where relative file names begin
 * @param secrets masked in everything that is logged or printed as an error
 * @param stop tells that the user wants the program to end
 * @param logging what the flags and variables of logging configure; null leaves logging alone
 */
record Program(
    PrintStream out,
    PrintStream err,
    InputStream in,
    Map<String, String> environment,
    Path directory,
    SecretMask secrets,
    StopRequest stop,
    @Nullable LoggerContext logging) {

  /** The same with other variables. */
  Program withEnvironment(Map<String, String> variables) {
    return new Program(out, err, in, variables, directory, secrets, stop, logging);
  }

  /** The same with nothing of its own on the standard output. */
  Program silent() {
    return new Program(err, err, in, environment, directory, secrets, stop, logging);
  }

  /** The user's home, as HOME says or else the system. */
  Path home() {
    String home = environment.get("HOME");
    return Path.of(home == null || home.isBlank() ? System.getProperty("user.home", "") : home);
  }

  /** The real process. */
  static Program ofProcess() {
    return new Program(
        System.out,
        System.err,
        System.in,
        System.getenv(),
        Path.of("").toAbsolutePath(),
        new SecretMask(),
        new StopRequest(),
        System.getProperty("logback.configurationFile") == null
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context
            ? context
            : null);
  }
}
