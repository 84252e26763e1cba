package ai.band.app.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes git accept working trees that belong to another user, which is what a mounted folder does.
 */
final class GitConfiguration {
  private final ContainerSettings settings;
  private final Consumer<String> warnings;

  GitConfiguration(ContainerSettings settings, Consumer<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  /**
   * Adds the trees to git's global configuration. When that may not be written, a file of our own
   * includes it.
   *
   * @return our own file; null when git finds the trees without being told of one
   */
  @Nullable Path trust(Collection<String> trees) throws IOException {
    Path global = global();
    List<String> missing = missing(trees, global);
    if (missing.isEmpty()) {
      return null;
    }
    if (writable(global)) {
      Files.writeString(
          global, section(missing), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return null;
    }
    Path runtimeHome = settings.runtimeHome();
    if (runtimeHome == null) {
      warnings.accept(
          global
              + " cannot be written, so git does not trust "
              + String.join(", ", missing)
              + ". Set GIT_CONFIG_GLOBAL to a file that can, or codex_runtime_home.");
      return null;
    }
    Files.createDirectories(runtimeHome);
    Path own = runtimeHome.resolve("gitconfig");
    // Docker makes a folder where a file was to be mounted that the host does not have.
    String included =
        Files.isRegularFile(global)
            ? "[include]\n\tpath = " + quoted(global.toString()) + "\n"
            : "";
    Files.writeString(own, included + section(missing));
    return own;
  }

  private Path global() {
    String named = settings.variable("GIT_CONFIG_GLOBAL");
    return named == null ? settings.home().resolve(".gitconfig") : Path.of(named);
  }

  private static boolean writable(Path file) {
    if (Files.exists(file)) {
      return Files.isRegularFile(file) && Files.isWritable(file);
    }
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
  }

  private static List<String> missing(Collection<String> trees, Path global) throws IOException {
    List<String> known = new ArrayList<>();
    if (Files.isReadable(global) && Files.isRegularFile(global)) {
      // A configuration may hold any bytes; only the lines that we write ourselves matter.
      for (String line : Files.readString(global, StandardCharsets.ISO_8859_1).lines().toList()) {
        known.add(line.strip());
      }
    }
    return trees.stream().distinct().filter(tree -> !known.contains(directory(tree))).toList();
  }

  private static String section(List<String> trees) {
    var text = new StringBuilder("[safe]\n");
    trees.forEach(tree -> text.append('\t').append(directory(tree)).append('\n'));
    return text.toString();
  }

  private static String directory(String tree) {
    return "directory = " + quoted(tree);
  }

  private static String quoted(String path) {
    return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
