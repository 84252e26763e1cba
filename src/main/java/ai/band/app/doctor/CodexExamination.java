package ai.band.app.doctor;

import ai.band.app.doctor.Finding.State;
import ai.band.codex.Account;
import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import ai.band.codex.CodexOptions;
import ai.band.codex.ServerInfo;
import ai.band.codex.protocol.TurnEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Codex CLI: does it start, is it of a usable version, does it speak the protocol. */
public final class CodexExamination {
  /** So begins what Codex says when it cannot read its configuration and runs without. */
  private static final String IGNORED = "Invalid configuration";

  private final CodexOptions options;
  private final String setBy;
  private final boolean offline;

  /**
   * @param setBy what names the command or the address, for texts
   * @param offline leaves out what needs a login, and counts a sandbox that cannot start as a
   *     warning
   */
  public CodexExamination(CodexOptions options, String setBy, boolean offline) {
    this.options = options;
    this.setBy = setBy;
    this.offline = offline;
  }

  /**
   * Starts Codex, looks, and ends it.
   *
   * @param sandbox what the agent will ask Codex for
   */
  public List<Finding> examine(SandboxWish sandbox) {
    List<Finding> findings = new ArrayList<>();
    try (CodexClient client = CodexClient.open(options)) {
      findings.add(version(client.serverInfo(), client.versionWarning()));
      findings.add(answers(client));
      findings.addAll(warnings(client));
      findings.addAll(new SchemaExamination(options, setBy).examine());
      if (!offline) {
        findings.add(login(client));
      }
      findings.add(new SandboxExamination(client, offline).examine(sandbox));
    } catch (CodexException e) {
      findings.add(new CodexStartFailure(options, setBy).finding(e));
    }
    return findings;
  }

  /** What Codex itself finds wrong with its configuration, though it runs. */
  private static List<Finding> warnings(CodexClient client) {
    return client.warnings().stream()
        .map(TurnEvent.Warned::message)
        .sorted()
        .map(
            message ->
                message.startsWith(IGNORED)
                    ? Finding.misconfigured(
                        "codex configuration",
                        message.endsWith(".") ? message : message + ".",
                        "Correct the line; until then Codex ignores the whole file.")
                    : Finding.warning("codex configuration", message, ""))
        .toList();
  }

  private static Finding version(ServerInfo server, @Nullable String tooOld) {
    String version = String.valueOf(server.version());
    String what = "Codex " + version + ", CODEX_HOME " + server.codexHome();
    if (tooOld != null) {
      return Finding.told("codex", State.MISCONFIGURED, tooOld);
    }
    return server.isOfTestedLine()
        ? Finding.ok("codex", what)
        : Finding.warning(
            "codex",
            what + " is not of the line that this version was tested with.",
            "Use " + ServerInfo.TESTED + ", or watch what it does.");
  }

  /** Asks something harmless. */
  private static Finding answers(CodexClient client) {
    try {
      int models = client.models().size();
      return Finding.ok("protocol", "Codex answers; it lists " + models + " models");
    } catch (CodexException e) {
      return Finding.failed(
          "protocol",
          "Codex does not answer as expected: " + e.getMessage(),
          "Install version " + ServerInfo.TESTED + ".");
    }
  }

  private static Finding login(CodexClient client) {
    try {
      Account account = client.account();
      if (account.isLoginMissing()) {
        return Finding.misconfigured(
            "login",
            "Codex is not logged in (CODEX_HOME " + client.serverInfo().codexHome() + ").",
            "Run band-codex login, or set OPENAI_API_KEY and a provider that uses it.");
      }
      return Finding.ok(
          "login",
          account.type() == null
              ? "the model provider of Codex needs no login of OpenAI"
              : "Codex is logged in (" + account.type() + ")");
    } catch (CodexException e) {
      return Finding.failed(
          "login", "Codex did not tell who is logged in: " + e.getMessage(), "Try again.");
    }
  }
}
