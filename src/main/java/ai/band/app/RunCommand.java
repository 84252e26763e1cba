package ai.band.app;

import ai.band.adapter.codex.config.SettledOptions;
import ai.band.api.BandConfigException;
import ai.band.app.health.AgentWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code run}: the agents of a configuration file, until they are stopped. */
final class RunCommand implements Command {
  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  @Override
  public CommandSpec spec() {
    var spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Runs the agents of a configuration file until Ctrl-C or SIGTERM.",
            "True/false flags can be written --flag, --flag=false or --no-flag.");
    AgentSelection.addFlags(spec);
    OptionFlags.add(
        spec, "Time limits:", List.of(RunOptions.CONNECT_TIMEOUT, RunOptions.SHUTDOWN_TIMEOUT));
    OptionFlags.add(spec, "Health:", RunOptions.HEALTH);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Program program) throws Exception {
    AgentSelection.applyLogging(parsed, program);
    AgentSelection selection = AgentSelection.of(parsed, program);
    selection.container().check();
    List<AgentConfigFile.Section> sections = selection.sections();
    try (HealthEndpoint health = HealthEndpoint.open(selection.options(), program)) {
      if (sections.size() == 1) {
        AgentSettings settings = selection.prepare(sections.get(0));
        return run(settings, selection.options(), program, health.watch(settings.key()));
      }
      boolean debug = parsed.hasMatchedOption("--debug");
      return new Fleet(program, debug, health).run(selection, sections);
    }
  }

  private static int run(
      AgentSettings settings, SettledOptions options, Program program, AgentWatch watch)
      throws InterruptedException {
    AgentRun run = agentRun(settings, options, watch);
    program.stop().onRequested(run::stop);
    return run.run();
  }

  private static AgentRun agentRun(
      AgentSettings settings, SettledOptions options, AgentWatch watch) {
    Duration connect = options.required(RunOptions.CONNECT_TIMEOUT);
    return new AgentRun(settings, connect, options.required(RunOptions.SHUTDOWN_TIMEOUT), watch);
  }

  /** Several agents side by side. One that fails does not stop the others. */
  private static final class Fleet {
    private final Program program;
    private final boolean debug;
    private final HealthEndpoint health;
    private final Map<String, Integer> codes = new ConcurrentHashMap<>();

    Fleet(Program program, boolean debug, HealthEndpoint health) {
      this.program = program;
      this.debug = debug;
      this.health = health;
    }

    int run(AgentSelection selection, List<AgentConfigFile.Section> sections)
        throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      for (AgentConfigFile.Section section : sections) {
        AgentWatch watch = health.watch(section.key());
        try {
          AgentRun run = agentRun(selection.prepare(section), selection.options(), watch);
          program.stop().onRequested(run::stop);
          threads.add(
              Thread.ofVirtual()
                  .name("agent-" + section.key())
                  .start(() -> codes.put(section.key(), code(section.key(), run, watch))));
        } catch (BandConfigException e) {
          codes.put(section.key(), failed(section.key(), e, watch));
        }
      }
      boolean nothingStarted = threads.isEmpty();
      for (Thread thread : threads) {
        thread.join();
      }
      return nothingStarted ? ExitCodes.USAGE : ExitCodes.ofAll(codes.values());
    }

    private int code(String key, AgentRun run, AgentWatch watch) {
      try {
        int code = run.run();
        log.info("agent {} has ended", key);
        return code;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitCodes.FAILED;
      } catch (RuntimeException e) {
        return failed(key, e, watch);
      }
    }

    private int failed(String key, RuntimeException e, AgentWatch watch) {
      watch.ended(String.valueOf(e.getMessage()));
      new ErrorReport(program, debug).tell("agent " + key + ": ", e);
      return ExitCodes.of(e);
    }
  }
}
