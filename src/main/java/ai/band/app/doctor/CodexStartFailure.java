package ai.band.app.doctor;

import ai.band.app.doctor.Finding.State;
import ai.band.codex.CodexException;
import ai.band.codex.CodexException.CodexNotFound;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.CodexLocator;
import ai.band.codex.CodexOptions;
import ai.band.codex.ServerInfo;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Why Codex did not start. Some reasons can be told better than by its last words. */
final class CodexStartFailure {
  private static final String CHECK = "codex";
  private static final String SERVER = "app-server";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}");
  private static final Pattern OF_CONFIGURATION =
      Pattern.compile("config\\.toml|error loading config", Pattern.CASE_INSENSITIVE);

  private final CodexOptions options;
  private final String setBy;
  private final Map<String, String> environment;

  /**
   * @param setBy what names the command or the address, for texts
   */
  CodexStartFailure(CodexOptions options, String setBy) {
    this.options = options;
    this.setBy = setBy;
    this.environment = new HashMap<>(System.getenv());
    environment.putAll(options.environment());
  }

  Finding finding(CodexException failure) {
    String said = setBy + ": " + failure.getMessage();
    if (failure instanceof CodexNotFound) {
      return Finding.told(CHECK, State.MISCONFIGURED, said);
    }
    if (options.webSocketUrl() != null) {
      return Finding.told(CHECK, State.FAILED, said);
    }
    String lastWords =
        failure instanceof CodexUnavailable unavailable
            ? String.join(" ", unavailable.lastStderrLines())
            : "";
    if (lastWords.contains("approval_policy") && lastWords.contains("untrusted")) {
      return Finding.misconfigured(
          CHECK,
          configuration() + ": approval_policy: \"untrusted\" stops Codex when it stands there.",
          "Remove the line, and set approval_policy: untrusted in the agent's section instead.");
    }
    if (OF_CONFIGURATION.matcher(lastWords).find()) {
      return Finding.misconfigured(
          CHECK,
          configuration() + ": Codex does not start with it: " + lastWords.strip(),
          "Correct the file.");
    }
    String version = version();
    if (version != null) {
      return Finding.misconfigured(
          CHECK,
          setBy + ": Codex " + version + " is older than " + ServerInfo.OLDEST_SUPPORTED + '.',
          "Update it: npm install -g @openai/codex.");
    }
    return Finding.told(CHECK, State.FAILED, said);
  }

  private Path configuration() {
    String home = environment.get("CODEX_HOME");
    Path folder =
        home == null || home.isBlank()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".codex")
            : Path.of(home);
    return folder.resolve("config.toml");
  }

  /** The version of the command when it is too old; else null. */
  private @Nullable String version() {
    try {
      List<String> command =
          new CodexLocator(environment).locate(options.command(), options.directory());
      int server = command.indexOf(SERVER);
      String told =
          server < 0
              ? null
              : VersionQuestion.ask(command.subList(0, server), options.environment());
      Matcher number = NUMBER.matcher(told == null ? "" : told);
      if (!number.find()) {
        return null;
      }
      String version = number.group();
      var info =
          new ServerInfo("codex/" + version, version, null, JsonNodeFactory.instance.objectNode());
      return info.isOlderThan(ServerInfo.OLDEST_SUPPORTED) ? version : null;
    } catch (CodexException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
