package ai.band.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Java, git, Node.js and the workspace. */
public final class HostExamination {
  private static final int OLDEST_JAVA = 21;
  private static final int OLDEST_NODE = 18;
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,6})(\\.\\d+)*");

  private final Map<String, String> environment;

  /**
   * @param environment the variables of the program; PATH counts
   */
  public HostExamination(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What does not belong to one agent. */
  public List<Finding> tools() throws InterruptedException {
    return List.of(java(Runtime.version().feature()), git(), node());
  }

  static Finding java(int version) {
    String what = "Java " + Runtime.version() + " at " + System.getProperty("java.home");
    return version >= OLDEST_JAVA
        ? Finding.ok("java", what)
        : Finding.misconfigured("java", what + " is too old.", "Install Java 21 or newer.");
  }

  private Finding git() throws InterruptedException {
    String version = version("git");
    return version == null
        ? Finding.warning(
            "git",
            "git is not on PATH; Codex works better, and repo: does not work at all without it.",
            "Install git.")
        : Finding.ok("git", version);
  }

  private Finding node() throws InterruptedException {
    String version = version("node");
    if (version == null) {
      return Finding.warning(
          "node",
          "Node.js is not on PATH; the npm package of Codex and npx tools need it.",
          "Install Node.js " + OLDEST_NODE + " or newer, or use Codex's native program.");
    }
    Matcher number = NUMBER.matcher(version);
    int major = number.find() ? Integer.parseInt(number.group(1)) : 0;
    return major >= OLDEST_NODE
        ? Finding.ok("node", "Node.js " + version)
        : Finding.warning(
            "node",
            "Node.js " + version + " is too old for the npm package of Codex.",
            "Install Node.js " + OLDEST_NODE + " or newer.");
  }

  /** First line of what {@code program --version} prints; null when it cannot be run. */
  private @Nullable String version(String program) throws InterruptedException {
    Path found = onPath(program);
    if (found == null) {
      return null;
    }
    return VersionQuestion.ask(List.of(found.toString()), Map.of());
  }

  private @Nullable Path onPath(String program) {
    String path = environment.getOrDefault("PATH", "");
    for (String folder : path.split(Pattern.quote(java.io.File.pathSeparator), -1)) {
      if (!folder.isEmpty()) {
        Path candidate = Path.of(folder).resolve(program);
        if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
          return candidate;
        }
      }
    }
    return null;
  }

  /**
   * What preparing a working tree needs.
   *
   * @param setBy what asks for a prepared tree, for texts
   * @param tree where it is to be
   */
  public List<Finding> repository(String setBy, Path tree) throws InterruptedException {
    String named = setBy + ": \"" + tree + '"';
    if (version("git") == null) {
      return List.of(
          Finding.misconfigured(
              "repository",
              named + " is to be prepared, and git is not on PATH.",
              "Install git, or remove repo."));
    }
    return Files.exists(tree)
        ? List.of()
        : List.of(Finding.ok("repository", named + " will be cloned when the agent starts"));
  }

  /**
   * The folder that an agent works in.
   *
   * @param setBy what set it, for texts
   * @param folder exists
   * @param writes whether Codex is to write there
   */
  public List<Finding> workspace(String setBy, Path folder, boolean writes) {
    List<Finding> findings = new ArrayList<>();
    String named = setBy + ": \"" + folder + '"';
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      return List.of(
          Finding.misconfigured(
              "workspace",
              named + " cannot be read by this user.",
              "Give the user that runs band-codex the right to read it."));
    }
    String problem = writeProblem(folder);
    if (problem == null) {
      findings.add(Finding.ok("workspace", named + " can be read and written"));
    } else if (writes) {
      findings.add(
          Finding.misconfigured(
              "workspace",
              named + " cannot be written (" + problem + ").",
              "Mount it read-write and give it to the user that runs band-codex, or set sandbox to"
                  + " read-only."));
    } else {
      findings.add(Finding.ok("workspace", named + " can be read; sandbox is read-only"));
    }
    if (!Files.exists(folder.resolve(".git"))) {
      findings.add(
          Finding.warning(
              "workspace",
              named + " is no git repository, so that changes cannot be compared or undone.",
              "Run git init there, or name another folder."));
    }
    return findings;
  }

  private static @Nullable String writeProblem(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".band-codex-doctor", ""));
      return null;
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    }
  }
}
