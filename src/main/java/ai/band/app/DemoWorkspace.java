package ai.band.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A small project for the agent to work on: a folder with a README, under git where there is git.
 */
final class DemoWorkspace {
  private static final int GIT_SECONDS = 20;
  private static final int SHOWN_BYTES = 2000;
  private static final List<String> GIT =
      List.of(
          "git",
          "-c",
          "init.defaultBranch=main",
          "-c",
          "user.name=Demo",
          "-c",
          "user.email=demo@localhost",
          "-c",
          "commit.gpgsign=false");

  private final Path folder;
  private final Map<Path, byte[]> before;

  private DemoWorkspace(Path folder, Map<Path, byte[]> before) {
    this.folder = folder;
    this.before = before;
  }

  /** Makes the folder; a note tells when git is missing. */
  static DemoWorkspace create(Path folder, Consumer<String> note)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("README.md"), "# Demo project\n\nA place to try things.\n");
    if (!(git(folder, "init", "-q")
        && git(folder, "add", "-A")
        && git(folder, "commit", "-q", "-m", "A project to work on"))) {
      note.accept("git is not usable here: the workspace is a plain folder");
    }
    return new DemoWorkspace(folder, files(folder));
  }

  Path folder() {
    return folder;
  }

  /** The names of all files, and the content of those that are new or changed. */
  List<String> describe() throws IOException {
    var lines = new ArrayList<String>();
    var now = files(folder);
    for (var file : now.entrySet()) {
      var path = file.getKey();
      byte[] old = before.get(path);
      byte[] content = file.getValue();
      if (Arrays.equals(old, content)) {
        lines.add("  " + path);
      } else {
        lines.add("  " + path + (old == null ? " (new)" : " (changed)"));
        shown(content).lines().forEach(line -> lines.add("      " + line));
      }
    }
    before.keySet().stream()
        .filter(path -> !now.containsKey(path))
        .forEach(path -> lines.add("  " + path + " (deleted)"));
    return lines;
  }

  private static String shown(byte[] content) {
    if (content.length > SHOWN_BYTES) {
      return "(" + content.length + " bytes)";
    }
    for (byte b : content) {
      if (b == 0) {
        return "(" + content.length + " bytes, not text)";
      }
    }
    return new String(content, StandardCharsets.UTF_8);
  }

  private static Map<Path, byte[]> files(Path folder) throws IOException {
    var files = new TreeMap<Path, byte[]>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (var path : walk.filter(Files::isRegularFile).toList()) {
        var name = folder.relativize(path);
        if (!name.startsWith(".git")) {
          files.put(name, Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  private static boolean git(Path folder, String... arguments) throws InterruptedException {
    var command = new ArrayList<>(GIT);
    command.addAll(List.of(arguments));
    try {
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (process.waitFor(GIT_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false; // no git on this machine
    }
  }
}
