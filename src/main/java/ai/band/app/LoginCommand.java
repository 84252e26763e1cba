package ai.band.app;

import ai.band.adapter.codex.CodexConnection;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.codex.Account;
import ai.band.codex.CodexClient;
import ai.band.codex.CodexLogin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** {@code login}: logs Codex in on a machine without a browser. */
final class LoginCommand implements Command {
  private static final String VARIABLE = "OPENAI_API_KEY";
  private static final Duration KEY_PATIENCE = Duration.ofSeconds(30);
  private static final Duration PERSON_PATIENCE = Duration.ofMinutes(15);

  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Logs Codex in. It keeps the login in CODEX_HOME, for the agents that use the same"
                + " folder; in the container image in the home of each chosen agent. Without a"
                + " flag: with the key in "
                + VARIABLE
                + " if that is set, else with a device code.");
    flags.add(
        Flag.plain(
            "--with-api-key",
            "With an API key: the first line of standard input, or "
                + VARIABLE
                + " when there is none."));
    flags.add(
        Flag.plain(
            "--device-code",
            "With a ChatGPT account: prints an address and a code for any browser."));
    AgentSelection.addFlags(flags);
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) throws Exception {
    boolean byKey = parsed.has("--with-api-key");
    boolean byCode = parsed.has("--device-code");
    if (byKey && byCode) {
      throw new UsageException("--with-api-key: there is --device-code too.", "Give one of them.");
    }
    String variable = program.environment().getOrDefault(VARIABLE, "").strip();
    boolean useKey = byKey || (!byCode && !variable.isEmpty());
    String key = useKey ? (byKey ? typed(program, variable) : variable) : "";
    program.secrets().register(key);
    for (CodexAdapterConfig config : configs(parsed, program)) {
      logIn(config, key, program);
    }
    return ExitCodes.OK;
  }

  /** Without a key by device code. */
  private static void logIn(CodexAdapterConfig config, String key, Program program)
      throws InterruptedException {
    config.secrets().forEach(program.secrets()::register);
    try (CodexClient client = CodexClient.open(CodexConnection.options(config))) {
      var login = new CodexLogin(client);
      if (key.isEmpty()) {
        login.withDeviceCode(code -> show(code, program), PERSON_PATIENCE);
      } else {
        login.withApiKey(key, KEY_PATIENCE);
      }
      tell(client, program);
    }
  }

  /** One Codex, or one for each agent where each has a home of its own. */
  private static List<CodexAdapterConfig> configs(ParsedFlags parsed, Program program) {
    if (AgentSelection.inContainer(parsed, program)) {
      AgentSelection selection = AgentSelection.of(parsed, program);
      if (selection.container().ownHomes()) {
        return selection.sections().stream()
            .map(section -> selection.container().equip(selection.settle(section)).codex())
            .toList();
      }
    }
    var layers = new OptionLayers(CodexOptions.all());
    layers.environment(program.environment());
    OptionFlags.read(parsed, CodexOptions.all(), layers);
    return List.of(CodexAdapterConfig.of(layers));
  }

  private static String typed(Program program, String variable) throws IOException {
    var in = new BufferedReader(new InputStreamReader(program.in(), StandardCharsets.UTF_8));
    String line = in.readLine();
    String key = line == null || line.isBlank() ? variable : line.strip();
    if (key.isEmpty()) {
      throw new UsageException(
          "There is no API key.",
          "Write it to standard input, for example: band-codex login --with-api-key < key.txt, or"
              + " set "
              + VARIABLE
              + ".");
    }
    if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new UsageException(
          "The API key holds a character that no key has.", "Copy it again, without spaces.");
    }
    return key;
  }

  private static void show(CodexLogin.DeviceCode code, Program program) {
    program.out().println("Open this address in a browser, on any machine: " + code.address());
    program.out().println("Log in there and type this code: " + code.code());
    program.out().println("Waiting for the confirmation, at most 15 minutes. Ctrl-C gives up.");
    program.out().flush();
  }

  private static void tell(CodexClient client, Program program) {
    Account account = client.account();
    String home = client.serverInfo().codexHome();
    program
        .out()
        .println(
            "Codex is logged in"
                + (account.type() == null ? "" : " (" + account.type() + ")")
                + (home == null ? "." : "; the login is kept in " + home + "."));
    if (!account.requiresLogin()) {
      program.out().println("Its configured model provider does not use this login.");
    }
  }
}
