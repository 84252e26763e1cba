package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.testkit.RealCodex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real Codex CLI takes the offline model for a real one. */
class OfflineModelIT {
  private final OfflineModel model = OfflineModel.start(0);
  private final RealCodex codex =
      RealCodex.with(model.codexConfig().withSandbox("workspace-write"));

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void codex_answers() throws Exception {
    assertThat(run("say good morning").answer()).isEqualTo("good morning");
  }

  @Test
  void codex_lists_the_files_that_are_there() throws Exception {
    Files.writeString(codex.workspace().resolve("shopping.txt"), "milk");

    assertThat(run("list files").answer()).isEqualTo("These are the files:\nshopping.txt");
  }

  @Test
  void codex_writes_a_file() throws Exception {
    var outcome = run("write a file notes.txt with milk\nand bread");

    assertThat(outcome.answer()).isEqualTo("I wrote notes.txt.");
    assertThat(outcome.itemTypes()).contains("file_change");
    assertThat(codex.workspace().resolve("notes.txt")).hasContent("milk\nand bread\n");
  }

  @Test
  void codex_tells_how_a_command_ended() throws Exception {
    assertThat(run("run exit 3").answer()).isEqualTo("`exit 3` ended with code 3.");
  }

  @Test
  void codex_works_off_a_plan() throws Exception {
    var outcome = run("plan read, write");

    assertThat(outcome.answer()).isEqualTo("The plan is done: read, write.");
    assertThat(outcome.itemTypes()).contains("todo_list");
  }

  @Test
  void a_failure_of_the_model_fails_the_turn() throws Exception {
    assertThat(run("fail").kinds()).contains("turn.failed");
    assertThat(run("fail with server_is_overloaded").kinds()).contains("turn.failed");
    assertThat(run("cut the stream").kinds()).contains("turn.failed");
  }

  @Test
  void a_resumed_thread_still_knows_what_was_said() throws Exception {
    var first = run("remember the red door");
    var threadId = first.threadId();

    var second =
        runCommand("exec", "resume", "--json", threadId, "what did I ask you to remember?");

    assertThat(second.answer())
        .isEqualTo("You asked me to remember the red door (I know it from this thread).");
    assertThat(model.requests(threadId)).hasSize(2);
  }

  private record Outcome(List<JsonNode> events) {
    List<String> kinds() {
      return events.stream().map(event -> event.path("type").asString("")).toList();
    }

    List<String> itemTypes() {
      return events.stream().map(event -> event.path("item").path("type").asString("")).toList();
    }

    String threadId() {
      return events.getFirst().path("thread_id").asString();
    }

    String answer() {
      return events.stream()
          .map(event -> event.path("item"))
          .filter(item -> item.path("type").asString("").equals("agent_message"))
          .map(item -> item.path("text").asString())
          .reduce("no answer", (earlier, later) -> later);
    }
  }

  private Outcome run(String message) throws Exception {
    return runCommand("exec", "--json", "--skip-git-repo-check", message);
  }

  private Outcome runCommand(String... arguments) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(codex.command(arguments));
    builder.directory(codex.workspace().toFile());
    builder.environment().putAll(codex.environment());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    var process = builder.start();
    try {
      process.getOutputStream().close();
      var events = new ArrayList<JsonNode>();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      for (var line : output.lines().toList()) {
        events.add(JsonMapper.shared().readTree(line));
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Outcome(events);
    } finally {
      process.destroyForcibly();
    }
  }
}
