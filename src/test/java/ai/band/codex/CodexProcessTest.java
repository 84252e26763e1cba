package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.codex.CodexException.CodexNotFound;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.TurnEvent;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The client with an app-server in a process of its own. */
@Timeout(600)
@DisabledOnOs(OS.WINDOWS)
class CodexProcessTest {
  @TempDir private Path folder;

  private final List<ProcessHandle> before = ProcessHandle.current().children().toList();

  @Test
  void a_process_is_started_serves_a_turn_and_is_gone_after_close() throws Exception {
    ProcessHandle process;
    try (var client = CodexClient.open(fake(FakeScript.replying("You said: {input}")).build())) {
      process = child();
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      assertThat(thread.run(TurnRequest.text("hi"), Await.LIMIT).finalText())
          .isEqualTo("You said: hi");
    }
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void a_killed_process_ends_every_turn_and_every_call() throws Exception {
    var script = FakeScript.create().otherwise(FakeScript.hold()).unanswered("model/list", 1);
    try (var client = CodexClient.open(fake(script).build())) {
      ProcessHandle process = child();
      Turn one = client.startThread(ThreadOptions.defaults()).startTurn(TurnRequest.text("a"));
      Turn two = client.startThread(ThreadOptions.defaults()).startTurn(TurnRequest.text("b"));
      var call =
          CompletableFuture.supplyAsync(
              () -> client.request("model/list", Json.object(), Duration.ofHours(1)),
              Thread.ofVirtual()::start);
      Await.until(one, TurnEvent.ItemCompleted.class::isInstance);
      process.destroyForcibly();

      assertThat(Await.all(one).getLast()).isInstanceOf(TurnEvent.TransportLost.class);
      assertThat(Await.all(two).getLast()).isInstanceOf(TurnEvent.TransportLost.class);
      assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CodexUnavailable.class);
      await().until(() -> client.closed() != null);
      assertThat(client.closed()).isNotNull();
      assertThat(String.valueOf(client.closed())).contains("137");
    }
  }

  @Test
  void a_process_that_exits_at_once_is_explained() {
    var options =
        fake(FakeScript.create().exitAtStart(7, "error: CODEX_HOME is missing; sk-secret-value-1"))
            .environment("OPENAI_API_KEY", "sk-secret-value-1")
            .build();
    assertThatThrownBy(() -> CodexClient.open(options))
        .isInstanceOfSatisfying(
            CodexUnavailable.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(7);
              assertThat(e.lastStderrLines()).containsExactly("error: CODEX_HOME is missing; ***");
            })
        .hasMessageContaining("exit code 7")
        .hasMessageContaining("CODEX_HOME is missing")
        .hasMessageContaining(FakeAppServer.command().get(0))
        .hasMessageContaining("npm install -g @openai/codex")
        .hasMessageNotContaining("sk-secret");
  }

  @Test
  void a_process_that_prints_garbage_is_explained() {
    var options = shell("while :; do echo Welcome to something else; done");
    assertThatThrownBy(() -> CodexClient.open(options.build()))
        .isInstanceOf(CodexUnavailable.class)
        .hasMessageContaining("Welcome to something else")
        .hasMessageContaining("/bin/sh");
  }

  @Test
  void garbage_before_and_between_messages_is_skipped() throws Exception {
    var script =
        FakeScript.create()
            .garbageAtStart(20)
            .otherwise(FakeScript.step("garbage").put("lines", 20), FakeScript.say("fine"));
    try (var client = CodexClient.open(fake(script).build())) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      assertThat(thread.run(TurnRequest.text("x"), Await.LIMIT).finalText()).isEqualTo("fine");
    }
  }

  @Test
  void a_silent_process_is_given_up_when_its_time_is_over() {
    var options = fake(FakeScript.create().silent()).startTimeout(Duration.ofMillis(300)).build();
    assertThatThrownBy(() -> CodexClient.open(options))
        .isInstanceOf(CodexUnavailable.class)
        .hasMessageContaining("initialize");
    await().until(() -> children().isEmpty());
  }

  @Test
  void a_process_that_ignores_the_end_of_its_input_is_ended_by_force() {
    var options = fake(FakeScript.create().stubborn()).closeTimeout(Duration.ofMillis(400)).build();
    CodexClient client = CodexClient.open(options);
    ProcessHandle process = child();
    client.close();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void the_children_of_a_launcher_are_ended_too() throws IOException {
    Path pids = folder.resolve("pids");
    // A launcher that leaves its server behind when it is killed.
    var options =
        shell(
                "exec 3<&0; \"$@\" <&3 & echo $! > " + pids + "; wait",
                FakeScript.create().stubborn())
            .closeTimeout(Duration.ofMillis(400));
    CodexClient client = CodexClient.open(options.build());
    ProcessHandle launcher = child();
    ProcessHandle server = named(pids);
    client.close();
    assertThat(launcher.isAlive()).isFalse();
    await().until(() -> !server.isAlive());
  }

  @Test
  void a_launcher_that_dies_alone_takes_its_server_with_it() throws Exception {
    Path pids = folder.resolve("pids");
    var options =
        shell(
                "exec 3<&0; \"$@\" <&3 & echo $! > " + pids + "; wait",
                FakeScript.create().stubborn())
            .closeTimeout(Duration.ofMillis(400));
    try (CodexClient client = CodexClient.open(options.build())) {
      ProcessHandle server = named(pids);
      child().destroyForcibly();
      await().until(() -> client.closed() != null);
      await().until(() -> !server.isAlive());
    }
  }

  @Test
  void a_process_that_stops_reading_does_not_stop_us() throws Exception {
    // Answers the handshake, then reads nothing more.
    var options =
        shell(
                "read l; echo '{\"id\":1,\"result\":{\"userAgent\":\"x/0.169.0\"}}'; read l;"
                    + " exec sleep 600")
            .closeTimeout(Duration.ofMillis(400));
    try (CodexClient client = CodexClient.open(options.build())) {
      var big = Json.object().put("text", "x".repeat(1 << 20));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> client.request("big", big, Duration.ofMillis(50)))
            .isInstanceOf(CodexException.RequestTimedOut.class);
      }
      assertThat(client.closed()).isNull();
    }
    assertThat(children()).isEmpty();
  }

  @Test
  void a_process_that_takes_no_more_input_is_a_lost_connection() throws Exception {
    var options =
        shell(
                "read l; echo '{\"id\":1,\"result\":{\"userAgent\":\"x/0.169.0\"}}'; read l;"
                    + " exec sleep 600 <&-")
            .closeTimeout(Duration.ofMillis(400));
    try (CodexClient client = CodexClient.open(options.build())) {
      await()
          .atMost(Await.LIMIT)
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () -> client.request("late", Json.object(), Duration.ofMillis(200)))
                      .isInstanceOf(CodexUnavailable.class)
                      .hasMessageContaining("closed its input"));
      assertThat(client.closed()).isNotNull();
    }
    assertThat(children()).isEmpty();
  }

  @Test
  void the_environment_is_extended_or_replaced() throws Exception {
    Path seen = folder.resolve("seen");
    var script = "env > " + seen + "; exit 3";
    assertThatThrownBy(
            () -> CodexClient.open(shell(script).environment("OPENAI_API_KEY", "k").build()))
        .isInstanceOf(CodexUnavailable.class);
    assertThat(Files.readString(seen)).contains("OPENAI_API_KEY=k", "PATH=");

    assertThatThrownBy(
            () ->
                CodexClient.open(
                    shell(script).inheritEnvironment(false).environment("A", "1").build()))
        .isInstanceOf(CodexUnavailable.class);
    assertThat(Files.readString(seen)).contains("A=1").doesNotContain("HOME=");
  }

  @Test
  void what_cannot_run_is_said_before_anything_runs() {
    assertThatThrownBy(
            () -> CodexClient.open(CodexOptions.builder().command(List.of("/no/codex")).build()))
        .isInstanceOf(CodexNotFound.class)
        .hasMessageContaining("/no/codex");
    assertThatThrownBy(
            () ->
                CodexClient.open(
                    fake(FakeScript.create()).directory(folder.resolve("nowhere")).build()))
        .isInstanceOf(CodexUnavailable.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void threads_can_be_resumed_in_the_next_process() throws Exception {
    var options =
        fake(FakeScript.replying("You said: {input}"))
            .environment("CODEX_HOME", folder.toString())
            .build();
    String id;
    try (var client = CodexClient.open(options)) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      id = thread.id();
      thread.run(TurnRequest.text("one"), Await.LIMIT);
    }
    try (var client = CodexClient.open(options)) {
      CodexThread thread = client.resumeThread(id, ThreadOptions.defaults());
      assertThat(thread.turns(10)).hasSize(1);
      assertThat(thread.run(TurnRequest.text("two"), Await.LIMIT).finalText())
          .isEqualTo("You said: two");
    }
  }

  private static CodexOptions.Builder fake(FakeScript script) {
    return CodexOptions.builder()
        .command(FakeAppServer.command())
        .environment(FakeAppServer.environment(script));
  }

  private static CodexOptions.Builder shell(String script) {
    return CodexOptions.builder()
        .command(List.of("/bin/sh", "-c", script))
        .closeTimeout(Duration.ofSeconds(2));
  }

  /** A shell script that is given the fake's command as its arguments. */
  private static CodexOptions.Builder shell(String script, FakeScript fake) {
    var command = new java.util.ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
    command.addAll(FakeAppServer.command());
    return CodexOptions.builder().command(command).environment(FakeAppServer.environment(fake));
  }

  /** The process whose id a shell writes there, perhaps only after the process has answered. */
  private static ProcessHandle named(Path file) {
    String pid =
        await()
            .until(() -> Files.exists(file) ? Files.readString(file) : "", s -> s.endsWith("\n"));
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  private ProcessHandle child() {
    return children().getFirst();
  }

  /** The living processes that this test has started. */
  private List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(process -> process.isAlive() && !before.contains(process))
        .toList();
  }
}
