package ai.band.app;

import ai.band.StopSignals;
import ai.band.adapter.codex.config.SecretNames;
import ai.band.api.BandConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program's entry point. */
public final class Main {
  private static final Flag DEBUG = Flag.plain("--debug", "Prints the stack trace of a failure.");
  private static final Flag VERSION =
      Flag.plain("--version", "Prints the version.").withLetter('V');

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
    List<String> words = List.of(args);
    try {
      var environment = EnvironmentFiles.fill(program.environment(), program.directory());
      return new Main(program.withEnvironment(environment)).run(words);
    } catch (BandConfigException e) {
      if (!words.isEmpty() && words.get(0).equals("doctor")) {
        return DoctorCommand.refuse(program, words, e);
      }
      new ErrorReport(program, false).tell(e);
      return ExitCodes.USAGE;
    }
  }

  private int run(List<String> words) {
    try {
      String first = words.isEmpty() ? "" : words.getFirst();
      Command command = commands.get(first);
      return command == null
          ? runProgram(first, words)
          : runCommand(first, command, words.subList(1, words.size()));
    } catch (UsageException e) {
      new ErrorReport(program, false).tell(e);
      return ExitCodes.USAGE;
    }
  }

  private int runCommand(String name, Command command, List<String> words) {
    Flags flags = command.flags();
    flags.add(Flags.HELP);
    flags.add(DEBUG);
    if (FlagParser.asksForHelp(words)) {
      new HelpPage(program.out()).print(name, flags);
      return ExitCodes.OK;
    }
    return execute(command, FlagParser.parse(flags, words));
  }

  /** Without a command. */
  private int runProgram(String first, List<String> words) {
    if (!first.isEmpty() && !first.startsWith("-")) {
      throw new UsageException(
          "Unknown command " + first + ".", FlagParser.hint(first, commands.keySet()));
    }
    var flags = new Flags("Puts OpenAI's Codex coding agent into Band chat rooms.");
    flags.add(Flags.HELP);
    flags.add(VERSION);
    List<String> own = words.stream().takeWhile(word -> word.startsWith("-")).toList();
    boolean help = FlagParser.asksForHelp(own);
    if (!help && FlagParser.parse(flags, own).has(VERSION.name())) {
      program.out().println("band-codex " + version());
      return ExitCodes.OK;
    }
    new HelpPage(program.out()).print(flags, commands);
    return help ? ExitCodes.OK : ExitCodes.USAGE;
  }

  private int execute(Command command, ParsedFlags parsed) {
    try {
      return command.run(parsed, program);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.FAILED;
    } catch (Exception e) {
      new ErrorReport(program, parsed.has(DEBUG.name())).tell(e);
      return ExitCodes.of(e);
    }
  }

  private static String version() {
    @Nullable String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
