package ai.band.app;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * One word of the command line after {@code band-codex}. Described without annotations: looking
 * those up would cost a good part of the start-up time.
 */
interface Command {
  /** Its flags and its help. Name, {@code --help} and {@code --debug} are added by Main. */
  CommandSpec spec();

  /**
   * Does the work.
   *
   * @param parsed the flags of this command
   * @return the exit code
   * @throws Exception told to the user in one line, with the exit code of {@link ExitCodes}
   */
  int run(ParseResult parsed, Program program) throws Exception;
}
