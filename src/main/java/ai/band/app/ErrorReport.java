package ai.band.app;

import ai.band.api.BandConfigException;
import java.io.PrintStream;
import java.util.List;

/** Tells a failure to the user: one line for each problem, without secrets. */
final class ErrorReport {
  private final Program program;
  private final boolean debug;

  /**
   * @param debug adds the stack trace
   */
  ErrorReport(Program program, boolean debug) {
    this.program = program;
    this.debug = debug;
  }

  /** Prints it. */
  void tell(Throwable failure) {
    tell("", failure);
  }

  /**
   * Prints it.
   *
   * @param about stands before each line
   */
  void tell(String about, Throwable failure) {
    PrintStream err = program.err();
    for (String line : lines(failure)) {
      err.println("band-codex: " + about + program.secrets().mask(line));
    }
    if (debug) {
      var trace = new java.io.StringWriter();
      failure.printStackTrace(new java.io.PrintWriter(trace));
      err.print(program.secrets().mask(trace.toString()));
    }
    err.flush();
  }

  private static List<String> lines(Throwable failure) {
    if (failure instanceof BandConfigException config) {
      return config.problems();
    }
    String message = failure.getMessage();
    return List.of(
        message == null || message.isBlank()
            ? "unexpected " + failure.getClass().getSimpleName() + ". Run with --debug for details."
            : String.join(" ", message.lines().map(String::strip).toList()));
  }
}
