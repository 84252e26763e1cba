package ai.band.app;

import ai.band.StopSignals;
import ai.band.adapter.codex.config.SecretNames;
import ai.band.adapter.codex.config.Suggestion;
import ai.band.api.BandConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's entry point. */
public final class Main {
  private final Program program;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  private Main(Program program) {
    this.program = program;
    SecretNames.valuesIn(program.environment()).forEach(program.secrets()::register);
    commands.put("run", new RunCommand());
    commands.put("demo", new DemoCommand());
    commands.put("local", new LocalCommand());
    commands.put("chat", new ChatCommand());
    commands.put("config", new ConfigCommand());
    commands.put("doctor", new DoctorCommand());
    commands.put("login", new LoginCommand());
    commands.put("health", new HealthCommand());
    commands.put("rehearse", new RehearseCommand());
  }

  /**
   * Runs the command line. SIGTERM and Ctrl-C let the command finish and end the process with its
   * exit code; a second signal changes nothing. SIGHUP makes {@code run} read its configuration
   * again; it ends other commands, and everything when it comes from a terminal that was closed.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    Program program = Program.ofProcess();
    var terminal = Terminal.ofProcess();
    Runnable hangUp =
        () -> {
          if (terminal.wasClosed()) {
            program.stop().request();
          } else {
            program.stop().hangUp();
          }
        };
    StopSignals.listen(
        program.stop()::request, hangUp); // never closed: a late signal must not end us
    System.exit(run(program, args));
  }

  /** Runs a command line inside a process that goes on afterwards. */
  static int run(Program program, String... args) {
    try {
      var environment = EnvironmentFiles.fill(program.environment(), program.directory());
      return new Main(program.withEnvironment(environment)).run(args);
    } catch (BandConfigException e) {
      List<String> words = List.of(args);
      if (!words.isEmpty() && words.get(0).equals("doctor")) {
        return DoctorCommand.refuse(program, words, e);
      }
      new ErrorReport(program, false).tell(e);
      return ExitCodes.USAGE;
    }
  }

  private int run(String... args) {
    CommandLine line = commandLine(args);
    ParseResult parsed;
    try {
      parsed = line.parseArgs(args);
    } catch (ParameterException e) {
      program.err().println("band-codex: " + refusal(e));
      return ExitCodes.USAGE;
    }
    ParseResult inner = parsed.subcommand();
    ParseResult deepest = inner == null ? parsed : inner;
    if (parsed.isVersionHelpRequested()) {
      program.out().println("band-codex " + version());
      return ExitCodes.OK;
    }
    if (deepest.isUsageHelpRequested() || inner == null) {
      deepest.commandSpec().commandLine().usage(program.out());
      return inner == null && !deepest.isUsageHelpRequested() ? ExitCodes.USAGE : ExitCodes.OK;
    }
    return execute(inner);
  }

  private int execute(ParseResult parsed) {
    Command command = commands.get(parsed.commandSpec().name());
    boolean debug = parsed.hasMatchedOption("--debug");
    try {
      return command == null ? ExitCodes.USAGE : command.run(parsed, program);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.FAILED;
    } catch (Exception e) {
      new ErrorReport(program, debug).tell(e);
      return ExitCodes.of(e);
    }
  }

  private CommandLine commandLine(String... args) {
    CommandSpec root = CommandSpec.create().name("band-codex");
    root.usageMessage()
        .width(100)
        .customSynopsis("band-codex COMMAND [FLAG]...")
        .description("Puts OpenAI's Codex coding agent into Band chat rooms.")
        .footer("", "band-codex COMMAND --help shows the flags of a command.");
    root.addOption(help());
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Prints the version.")
            .build());
    described(args)
        .forEach(
            (name, command) -> {
              CommandSpec spec = command.spec().name(name);
              spec.addOption(help());
              spec.addOption(
                  OptionSpec.builder("--debug")
                      .description("Prints the stack trace of a failure.")
                      .build());
              spec.usageMessage()
                  .customSynopsis("band-codex " + name + " [FLAG]...")
                  .sortOptions(false)
                  .width(100);
              root.addSubcommand(name, spec);
            });
    return new CommandLine(root);
  }

  /** A command named first needs no other; describing one takes time. */
  private Map<String, Command> described(String... args) {
    Command first = args.length == 0 ? null : commands.get(args[0]);
    return first == null ? commands : Map.of(args[0], first);
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help").usageHelp(true).description("Prints this.").build();
  }

  private static String refusal(ParameterException e) {
    String message = String.join(" ", String.valueOf(e.getMessage()).lines().toList());
    String hint = e instanceof UnmatchedArgumentException unmatched ? hint(unmatched) : "";
    return message.endsWith(".") ? message + hint : message + "." + hint;
  }

  private static String hint(UnmatchedArgumentException e) {
    String wrong = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    int value = wrong.indexOf('=');
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    List<String> known = new ArrayList<>();
    if (wrong.startsWith("-")) {
      spec.optionsMap().keySet().forEach(name -> known.add(name.replace('-', '_')));
    } else {
      known.addAll(spec.subcommands().keySet());
    }
    String best = Suggestion.closest(value < 0 ? wrong : wrong.substring(0, value), known);
    return best == null ? " See --help." : " Did you mean " + best.replace('_', '-') + "?";
  }

  private static String version() {
    @Nullable String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
