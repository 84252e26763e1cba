package ai.band.app.doctor;

import ai.band.codex.CodexException;
import ai.band.codex.CodexLocator;
import ai.band.codex.CodexOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether the protocol that the installed Codex describes holds what the adapter calls. */
final class SchemaExamination {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SERVER = "app-server";
  private static final List<String> NEEDED =
      List.of(
          "initialize",
          "model/list",
          "account/read",
          "thread/start",
          "thread/resume",
          "thread/read",
          "turn/start",
          "turn/steer",
          "turn/interrupt");

  private final CodexOptions options;
  private final String setBy;

  SchemaExamination(CodexOptions options, String setBy) {
    this.options = options;
    this.setBy = setBy;
  }

  /** Nothing when Codex runs elsewhere. */
  List<Finding> examine() {
    if (options.webSocketUrl() != null) {
      return List.of();
    }
    Path folder = null;
    try {
      folder = Files.createTempDirectory("band-codex-schema");
      String schema = schema(folder);
      return List.of(schema == null ? untold() : compared(schema));
    } catch (IOException | CodexException e) {
      return List.of(untold());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(untold());
    } finally {
      if (folder != null) {
        remove(folder);
      }
    }
  }

  private Finding compared(String schema) {
    List<String> absent =
        NEEDED.stream().filter(method -> !schema.contains('"' + method + '"')).toList();
    return absent.isEmpty()
        ? Finding.ok("schema", "Codex's own schema holds every method that is called")
        : Finding.misconfigured(
            "schema",
            setBy + ": Codex's own schema lacks " + String.join(", ", absent) + ".",
            "Install the version that this program was tested with.");
  }

  private Finding untold() {
    return Finding.warning(
        "schema",
        setBy + ": the command does not write its schema.",
        "Nothing to do when it is a wrapper of your own; else reinstall Codex.");
  }

  private @Nullable String schema(Path folder) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(options.environment());
    List<String> command = new CodexLocator(environment).locate(options.command(), null);
    int server = command.indexOf(SERVER);
    if (server < 0) {
      return null;
    }
    List<String> words = new ArrayList<>(command.subList(0, server + 1));
    words.addAll(List.of("generate-json-schema", "--out", folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(options.environment());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      return null;
    }
    Path file = folder.resolve("ClientRequest.json");
    return Files.exists(file) ? Files.readString(file) : null;
  }

  private static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
