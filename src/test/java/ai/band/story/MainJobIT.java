package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import ai.band.testkit.RoomStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A message in a room becomes a turn of the real Codex and a reply. */
class MainJobIT {
  @Test
  void a_question_gets_one_answer_that_mentions_who_asked() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> config);

      Entry asked = stage.say("say the build is green");

      assertThat(stage.replyTo(asked))
          .contains("the build is green")
          .contains("@[[" + stage.alice().id() + "]]");
    }
  }

  @Test
  void an_answer_sent_by_a_tool_is_the_only_message() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> config);

      Entry asked = stage.say("send a message saying hello from a tool");

      assertThat(stage.repliesTo(stage.room(), asked))
          .singleElement()
          .asString()
          .contains("hello from a tool");
      assertThat(stage.events("tool_call"))
          .anySatisfy(call -> assertThat(call.content()).contains("band_send_message"));
    }
  }

  @Test
  void a_file_is_written_into_the_workspace_and_commands_run_there() throws IOException {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> config.sandbox("workspace-write").approvalPolicy("never"));

      stage.replyTo(stage.say("write a file hello.txt with hi"));
      String listing = stage.replyTo(stage.say("list files"));

      assertThat(Files.readString(stage.codex().workspace().resolve("hello.txt"))).contains("hi");
      assertThat(listing).contains("hello.txt");
    }
  }

  @Test
  void a_failing_model_is_told_in_plain_words_and_the_next_message_works() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> config);

      Entry failing = stage.say("fail");
      await()
          .atMost(RoomStage.PATIENCE)
          .until(() -> !stage.band().world().ledger().replies(stage.room(), failing).isEmpty());
      Entry after = stage.say("say still here");

      assertThat(stage.band().world().ledger().replies(stage.room(), failing))
          .first()
          .satisfies(notice -> assertThat(notice.content()).contains("could not be completed"));
      assertThat(stage.replyTo(after)).contains("still here");
      assertThat(stage.events("error")).isNotEmpty();
    }
  }

  @Test
  void a_codex_that_is_killed_in_mid_turn_fails_that_turn_and_the_next_message_goes_on() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> config);
      stage.replyTo(stage.say("remember the word walnut"));

      Entry cut = stage.say("slow 300");
      awaitModelCallFor(stage, "slow 300");
      killCodex(stage);

      await()
          .atMost(RoomStage.PATIENCE)
          .until(() -> !stage.band().world().ledger().replies(stage.room(), cut).isEmpty());
      assertThat(stage.replyTo(stage.say("what did I ask you to remember"))).contains("walnut");
    }
  }

  @Test
  void two_rooms_are_served_at_the_same_time() {
    try (var stage = RoomStage.open()) {
      Room second = stage.newRoom("Second");
      stage.startAgent(config -> config);

      Entry slow = stage.say("slow 300");
      awaitModelCallFor(stage, "slow 300");
      Entry quick = stage.say(second, "say quick");

      assertThat(stage.replyTo(second, quick)).contains("quick");
      assertThat(stage.band().world().ledger().replies(stage.room(), slow)).isEmpty();
      stage.replyTo(stage.say("/stop"));
    }
  }

  @Test
  void the_websocket_transport_serves_the_same_way() throws Exception {
    try (var stage = RoomStage.open();
        var server = AppServer.start(stage.codex())) {
      stage.startAgent(config -> config.transport("ws").codexWsUrl(server.url()));

      assertThat(stage.replyTo(stage.say("say over the socket"))).contains("over the socket");
    }
  }

  private static void awaitModelCallFor(RoomStage stage, String text) {
    await()
        .atMost(RoomStage.PATIENCE)
        .until(
            () ->
                stage.model().requests().stream()
                    .anyMatch(request -> request.lastUserText().contains(text)));
  }

  private static void killCodex(RoomStage stage) {
    String home = stage.codex().codexHome().toString();
    List<ProcessHandle> processes =
        ProcessHandle.current().descendants().filter(p -> belongsTo(p, home)).toList();
    assertThat(processes).isNotEmpty();
    processes.forEach(ProcessHandle::destroyForcibly);
  }

  /** Every child of this test is a Codex or something Codex has started. */
  private static boolean belongsTo(ProcessHandle process, String home) {
    try {
      Path environ = Path.of("/proc", Long.toString(process.pid()), "environ");
      return !Files.exists(environ) || Files.readString(environ).contains(home);
    } catch (IOException e) {
      return false;
    }
  }

  /** A Codex started by hand as a server. */
  private record AppServer(Process process, String url) implements AutoCloseable {
    static AppServer start(ai.band.testkit.RealCodex codex) throws Exception {
      var builder =
          new ProcessBuilder(codex.command("app-server", "--listen", "ws://127.0.0.1:0"))
              .directory(codex.workspace().toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(codex.environment());
      Process process = builder.start();
      var reader = process.inputReader();
      String url = null;
      for (String line = reader.readLine(); line != null && url == null; line = reader.readLine()) {
        int at = line.indexOf("ws://");
        if (at >= 0) {
          url = line.substring(at).replaceAll("[^0-9a-z:/.].*$", "");
        }
      }
      assertThat(url).as("address that Codex printed").isNotNull();
      Thread.ofVirtual().start(() -> reader.lines().forEach(line -> {}));
      return new AppServer(process, url);
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
