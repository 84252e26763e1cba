package ai.band.app.doctor;

import ai.band.codex.Account;
import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import ai.band.codex.CodexOptions;
import ai.band.codex.ServerInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Codex CLI: does it start, is it of a usable version, does it speak the protocol. */
public final class CodexExamination {
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
      findings.addAll(new SchemaExamination(options, setBy).examine());
      if (!offline) {
        findings.add(login(client));
      }
      findings.add(new SandboxExamination(client, offline).examine(sandbox));
    } catch (CodexException.CodexNotFound e) {
      findings.add(Finding.misconfigured("codex", setBy + ": " + e.getMessage(), ""));
    } catch (CodexException e) {
      findings.add(
          Finding.failed(
              "codex",
              setBy + ": " + e.getMessage(),
              "Run the command by hand, and check CODEX_HOME and the config.toml in it."));
    }
    return findings;
  }

  private static Finding version(ServerInfo server, @Nullable String tooOld) {
    String version = String.valueOf(server.version());
    String what = "Codex " + version + ", CODEX_HOME " + server.codexHome();
    if (tooOld != null) {
      return Finding.misconfigured("codex", tooOld, "");
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
