package ai.band.app;

/** One word of the command line after {@code band-codex}. */
interface Command {
  /** What it is for, and its flags. {@code --help} and {@code --debug} are added by Main. */
  Flags flags();

  /** Whether the help of the program names it. */
  default boolean listed() {
    return true;
  }

  /**
   * Does the work.
   *
   * @param parsed the flags of this command
   * @return the exit code
   * @throws Exception told to the user in one line, with the exit code of {@link ExitCodes}
   */
  int run(ParsedFlags parsed, Program program) throws Exception;
}
