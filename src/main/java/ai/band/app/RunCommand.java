package ai.band.app;

import java.util.List;
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
    OptionFlags.add(
        spec,
        "Time limits:",
        List.of(RunOptions.CONNECT_TIMEOUT, RunOptions.START_RETRIES, RunOptions.SHUTDOWN_TIMEOUT));
    OptionFlags.add(spec, "Health:", RunOptions.HEALTH);
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
