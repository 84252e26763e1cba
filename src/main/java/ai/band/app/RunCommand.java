package ai.band.app;

/** {@code run}: the agents of a configuration file, until they are stopped. */
final class RunCommand implements Command {
  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Runs the agents of a configuration file until Ctrl-C or SIGTERM.",
            "True/false flags can be written --flag, --flag=false or --no-flag.");
    AgentSelection.addFlags(flags);
    RunOptions.addFlags(flags);
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) throws Exception {
    AgentSelection.applyLogging(parsed, program);
    boolean debug = parsed.has("--debug");
    return new Fleet(program, debug, () -> read(parsed, program)).run();
  }

  private static AgentSelection read(ParsedFlags parsed, Program program) {
    AgentSelection selection = AgentSelection.of(parsed, program);
    selection.applyLogging();
    return selection;
  }
}
