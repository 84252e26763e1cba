package ai.band.testkit;

import ai.band.app.CodexInstaller;
import ai.band.app.PinnedCodex;
import ai.band.local.OfflineCodexConfig;
import ai.band.local.OfflineModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real Codex CLI for end-to-end tests: fetched once per machine, run with a fresh home folder
 * and an offline model.
 *
 * <pre>{@code
 * try (var model = OfflineModel.start(0)) {
 *   var codex = RealCodex.with(model.codexConfig().withApprovalPolicy("never"));
 *   // codex.command(), codex.environment(), codex.workspace()
 * }
 * }</pre>
 */
public final class RealCodex {
  // Not below the system's temporary folder: Codex warns about a home there.
  private static final Path ROOT = Path.of("target", "real-codex").toAbsolutePath();

  private final PinnedCodex cli;
  private final Path folder;

  private RealCodex(PinnedCodex cli, Path folder) {
    this.cli = cli;
    this.folder = folder;
  }

  /** A Codex with the settings that are usual in tests. */
  public static RealCodex with(OfflineModel model) {
    return with(model.codexConfig());
  }

  /** A Codex with these settings, in fresh folders. */
  public static RealCodex with(OfflineCodexConfig config) {
    try {
      Files.createDirectories(ROOT);
      var folder = Files.createTempDirectory(ROOT, "run-");
      config.writeTo(folder.resolve("codex-home"));
      Files.createDirectories(folder.resolve("home"));
      Files.createDirectories(folder.resolve("workspace"));
      return new RealCodex(cli(), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pinned CLI; the first call on a machine fetches it. */
  public static PinnedCodex cli() {
    return CodexInstaller.standard(System.err::println).install();
  }

  /** Program and arguments of the app-server on stdio. */
  public List<String> command() {
    return cli.appServerCommand();
  }

  /** Program and arguments of any other command of the CLI. */
  public List<String> command(String... arguments) {
    var words = new ArrayList<String>();
    words.add(cli.binary().toString());
    words.addAll(List.of(arguments));
    return words;
  }

  /** What must be set for the process: {@code CODEX_HOME} and an empty {@code HOME}. */
  public Map<String, String> environment() {
    return Map.of("CODEX_HOME", codexHome().toString(), "HOME", folder.resolve("home").toString());
  }

  /** The Codex home folder: config.toml, sessions. */
  public Path codexHome() {
    return folder.resolve("codex-home");
  }

  /** An empty folder to work in. */
  public Path workspace() {
    return folder.resolve("workspace");
  }
}
