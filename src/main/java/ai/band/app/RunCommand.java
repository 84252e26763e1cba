package ai.band.app;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code run}: the agents of a configuration file, until they are stopped. */
final class RunCommand implements Command {
  @Override
  public CommandSpec spec() {
    var spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Runs the agents of a configuration file until Ctrl-C or SIGTERM.",
            "True/false flags can be written --flag, --flag=false or --no-flag.");
    AgentSelection.addFlags(spec);
    RunOptions.addFlags(spec);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Program program) throws Exception {
    AgentSelection.applyLogging(parsed, program);
    boolean debug = parsed.hasMatchedOption("--debug");
    return new Fleet(program, debug, () -> read(parsed, program)).run();
  }

  private static AgentSelection read(ParseResult parsed, Program program) {
    AgentSelection selection = AgentSelection.of(parsed, program);
    selection.applyLogging();
    return selection;
  }
}
