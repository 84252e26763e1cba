package ai.band.app;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.FolderNames;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.OptionValue;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.app.repository.RepositorySettings;
import ai.band.app.repository.RepositoryUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settles the map {@code repo} of one agent. */
final class RepositoryReader {
  /** The working tree of the container image; its state lies at the top of the state folder. */
  private static final Path IN_THE_IMAGE = Path.of("/workspace/repo");

  private static final Pattern BRANCH =
      Pattern.compile("[^\\s\\p{Cntrl}~^:?*\\[\\\\-][^\\s\\p{Cntrl}~^:?*\\[\\\\]*");

  private final OptionLayers layers = new OptionLayers(RepositoryOptions.all());
  private final Map<String, String> environment;
  private final FolderNames folders;
  private final List<String> problems;

  /**
   * @param problems told what is wrong
   */
  RepositoryReader(Map<String, String> environment, FolderNames folders, List<String> problems) {
    this.environment = environment;
    this.folders = folders;
    this.problems = problems;
  }

  OptionLayers layers() {
    return layers;
  }

  /** What is said, with sources. */
  SettledOptions settle() {
    SettledOptions options = layers.settle();
    problems.addAll(layers.problems());
    return options;
  }

  /** The path as a weak wish for the working directory. */
  static void suggestDirectory(SettledOptions options, OptionLayers codex) {
    OptionValue<String> path = options.of(RepositoryOptions.PATH);
    if (path.value() != null) {
      codex.yaml(CodexOptions.CWD, path.value(), path.source().name());
    }
  }

  /** The work to do; null when there is none. */
  @Nullable RepositorySettings settings(SettledOptions options) {
    RepositoryUrl url = options.value(RepositoryOptions.URL);
    OptionValue<String> path = options.of(RepositoryOptions.PATH);
    String branch = options.value(RepositoryOptions.BRANCH);
    boolean index = options.required(RepositoryOptions.INDEX);
    if (path.value() == null) {
      if (url != null || branch != null || index) {
        problems.add("repo.path: it is missing. Name the folder of the working tree.");
      }
      return null;
    }
    if (branch != null && (!BRANCH.matcher(branch).matches() || branch.contains(".."))) {
      problems.add(
          options.of(RepositoryOptions.BRANCH).source().name()
              + ": this is not the name of a branch. Use a name such as main or feature/x.");
    }
    Path tree = absolute(path);
    Path state = folder(options.of(RepositoryOptions.STATE_DIR), defaultState());
    if (tree == null || state == null) {
      return null;
    }
    String own = tree.equals(IN_THE_IMAGE) ? "" : nameOf(tree);
    Path stateOfTree = state.resolve(own);
    OptionValue<String> context = options.of(RepositoryOptions.CONTEXT_DIR);
    Path contextFolder = folder(context, stateOfTree.resolve("context"));
    if (contextFolder == null) {
      return null;
    }
    return new RepositorySettings(
        url,
        tree,
        branch,
        index,
        stateOfTree,
        context.value() == null ? contextFolder : contextFolder.resolve(own),
        options.required(RepositoryOptions.LOCK_TIMEOUT_S),
        options.required(RepositoryOptions.STRICT_HOST_KEY_CHECKING));
  }

  private @Nullable Path absolute(OptionValue<String> value) {
    try {
      Path path = folders.withHome(String.valueOf(value.value()));
      if (path.isAbsolute()) {
        return path.normalize();
      }
    } catch (InvalidPathException e) {
      // told below, together with a relative path
    }
    problems.add(
        value.source().name()
            + ": \""
            + value.value()
            + "\" is not an absolute path. Begin it with / or ~/.");
    return null;
  }

  private @Nullable Path folder(OptionValue<String> value, Path otherwise) {
    try {
      String name = value.value();
      return name == null ? otherwise : folders.resolve(name, value.source());
    } catch (InvalidPathException e) {
      problems.add(value.source().name() + ": this cannot be the name of a folder here.");
      return null;
    }
  }

  private Path defaultState() {
    String given = environment.get("XDG_STATE_HOME");
    Path base =
        given == null || given.isBlank()
            ? folders.home().resolve(".local").resolve("state")
            : Path.of(given);
    return base.resolve("band-codex");
  }

  /** Readable, and another one for each tree. */
  private static String nameOf(Path tree) {
    String last = tree.getFileName() == null ? "root" : tree.getFileName().toString();
    return last.replaceAll("[^A-Za-z0-9._-]", "_")
        + "-"
        + Integer.toHexString(tree.toString().hashCode());
  }
}
