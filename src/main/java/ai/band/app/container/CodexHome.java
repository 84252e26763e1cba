package ai.band.app.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A home for the Codex of one agent: Codex writes into its home, and the one that is mounted from
 * the host belongs to the host. Login and configuration are taken over from there at each start.
 */
final class CodexHome {
  private static final String USUAL_MODEL = "gpt-5.5";
  private static final Pattern HOST_HOME = Pattern.compile("/(?:Users|home)/[^/\"'\\s]+/\\.codex");
  private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9._-]");

  private final ContainerSettings settings;
  private final Consumer<String> warnings;

  CodexHome(ContainerSettings settings, Consumer<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  /** The folder for {@code CODEX_HOME}; null when Codex is to use what it finds itself. */
  @Nullable Path prepare(String agentKey) throws IOException {
    Path base = settings.runtimeHome();
    if (base == null) {
      return null;
    }
    Path source = settings.sourceHome();
    if (settings.useSourceHome()) {
      if (!Files.isWritable(source)) {
        warnings.accept(
            source
                + " cannot be written, and Codex writes into its home. Mount it without :ro, or"
                + " remove CODEX_USE_SOURCE_HOME.");
      }
      return source;
    }
    Path home = base.resolve(folderName(agentKey)).toAbsolutePath();
    Files.createDirectories(home.resolve("sessions"));
    permit(home, "rwx------");
    if (home.equals(source)) {
      return home;
    }
    takeLogin(source.resolve("auth.json"), home.resolve("auth.json"));
    writeConfiguration(source.resolve("config.toml"), home);
    return home;
  }

  /** Two keys never share a folder. */
  private static String folderName(String agentKey) {
    boolean plain = !ODD.matcher(agentKey).find() && !agentKey.startsWith(".");
    return plain
        ? agentKey
        : "_"
            + ODD.matcher(agentKey).replaceAll("_")
            + "-"
            + Integer.toHexString(agentKey.hashCode());
  }

  /** Codex renews a login in its own home; only a login that is newer than that one counts. */
  private static void takeLogin(Path from, Path to) throws IOException {
    if (!Files.isReadable(from)) {
      return;
    }
    boolean newer =
        !Files.exists(to)
            || Files.getLastModifiedTime(from).compareTo(Files.getLastModifiedTime(to)) > 0;
    if (newer) {
      Path part = Files.createTempFile(to.getParent(), "auth", ".part"); // for its owner only
      Files.write(part, Files.readAllBytes(from));
      Files.setLastModifiedTime(part, Files.getLastModifiedTime(from));
      Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
    permit(to, "rw-------");
  }

  private void writeConfiguration(Path from, Path home) throws IOException {
    Path to = home.resolve("config.toml");
    CodexToml toml;
    if (Files.isReadable(from)) {
      String text = Files.readString(from);
      toml = new CodexToml(HOST_HOME.matcher(text).replaceAll(escaped(home.toString())));
    } else if (Files.exists(to) && !CodexToml.isOurs(Files.readString(to))) {
      toml = new CodexToml(Files.readString(to));
    } else {
      String model = settings.variable("CODEX_MODEL");
      toml = CodexToml.usual(model == null ? USUAL_MODEL : model);
    }
    if (toml.dropUntrusted()) {
      warnings.accept(
          from
              + ": approval_policy \"untrusted\" stops Codex when it stands there and is left out."
              + " Set approval_policy: untrusted in the agent's configuration instead.");
    }
    if (settings.pinProvider() && settings.variable("OPENAI_API_KEY") != null) {
      toml.pinRestProvider();
    }
    Path part = Files.createTempFile(home, "config", ".part");
    Files.writeString(part, toml.text());
    Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String escaped(String replacement) {
    return java.util.regex.Matcher.quoteReplacement(replacement);
  }

  private static void permit(Path path, String permissions) throws IOException {
    var view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(permissions));
    }
  }
}
