package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ServerRequest.CommandApproval;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnStatus;
import ai.band.local.OfflineModel;
import ai.band.testkit.RealCodex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The client and the real Codex CLI, with an offline model in the place of a real one. */
@Timeout(600)
class CodexClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What earlier tests of this process have not yet ended. */
  private final Set<ProcessHandle> ofOthers =
      ProcessHandle.current().descendants().collect(Collectors.toSet());

  private final OfflineModel model = OfflineModel.start(0);
  private final RealCodex codex = RealCodex.with(model.codexConfig());

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void the_handshake_tells_version_and_home_and_models() {
    try (var client = open()) {
      assertThat(client.serverInfo().version()).isEqualTo(ServerInfo.TESTED);
      assertThat(client.serverInfo().codexHome()).isEqualTo(codex.codexHome().toString());
      assertThat(client.versionWarning()).isNull();
      assertThat(client.models()).anyMatch(ModelInfo::isDefault);
      assertThat(client.account().isLoginMissing()).isFalse();
    }
  }

  @Test
  void a_turn_brings_text_and_usage() throws Exception {
    try (var client = open()) {
      CodexThread thread = client.startThread(options().build());
      assertThat(thread.settings().cwd()).isEqualTo(codex.workspace().toString());
      TurnResult result = thread.run(TurnRequest.text("say good morning"), LIMIT);

      assertThat(result.status()).isEqualTo(TurnStatus.COMPLETED);
      assertThat(result.finalText()).isEqualTo("good morning");
      assertThat(result.usage()).isNotNull();
      assertThat(thread.usage()).isEqualTo(result.usage());
    }
  }

  @Test
  void a_dynamic_tool_is_called_with_its_arguments() throws Exception {
    var calls = new LinkedBlockingQueue<ServerRequest.DynamicToolCall>();
    JsonNode tool =
        JsonMapper.shared()
            .readTree(
                """
                {"name":"band_send_message","description":"Sends a message","inputSchema":
                 {"type":"object","properties":{"content":{"type":"string"},
                  "mentions":{"type":"array","items":{"type":"string"}}}}}
                """);
    try (var client = open()) {
      CodexThread thread =
          client.startThread(
              options()
                  .dynamicTools(List.of(tool))
                  .onRequest(
                      request -> {
                        var call = (ServerRequest.DynamicToolCall) request;
                        calls.add(call);
                        call.answer("delivered", true);
                      })
                  .build());
      TurnResult result = thread.run(TurnRequest.text("send a message hello room"), LIMIT);

      ServerRequest.DynamicToolCall call = calls.poll(60, TimeUnit.SECONDS);
      assertThat(call).isNotNull();
      assertThat(call.tool()).isEqualTo("band_send_message");
      assertThat(call.arguments().path("content").asString()).isEqualTo("hello room");
      assertThat(result.finalText()).contains("delivered");
    }
  }

  @Test
  void an_accepted_command_runs_and_a_declined_one_does_not() throws Exception {
    var asked = new LinkedBlockingQueue<CommandApproval>();
    try (var client = open()) {
      CodexThread thread =
          client.startThread(
              options()
                  .onRequest(
                      request -> {
                        CommandApproval approval = (CommandApproval) request;
                        asked.add(approval);
                        if (String.valueOf(approval.command()).contains("yes.txt")) {
                          approval.accept();
                        } else {
                          approval.decline();
                        }
                      })
                  .build());
      thread.run(TurnRequest.text("run with approval touch yes.txt"), LIMIT);
      TurnResult declined = thread.run(TurnRequest.text("run with approval touch no.txt"), LIMIT);

      assertThat(codex.workspace().resolve("yes.txt")).exists();
      assertThat(codex.workspace().resolve("no.txt")).doesNotExist();
      assertThat(declined.items())
          .filteredOn(ThreadItem.CommandExecution.class::isInstance)
          .singleElement()
          .satisfies(
              item ->
                  assertThat(((ThreadItem.CommandExecution) item).status()).isEqualTo("declined"));
      assertThat(asked).hasSize(2).allMatch(request -> request.call().item() != null);
    }
  }

  @Test
  void an_interrupted_turn_leaves_its_command_which_can_be_cleaned() throws Exception {
    var idle = new LinkedBlockingQueue<ThreadEvent>();
    try (var client = open()) {
      CodexThread thread =
          client.startThread(
              options()
                  .sandbox("danger-full-access")
                  .approvalPolicy("never")
                  .onIdleEvent(idle::add)
                  .build());
      Turn turn = thread.startTurn(TurnRequest.text("run sleep 300"));
      until(turn, event -> event instanceof TurnEvent.ItemStarted(ThreadItem.CommandExecution c));
      assertThat(turn.interrupt()).isTrue();
      assertThat(
              ((TurnEvent.TurnCompleted) until(turn, TurnEvent.Terminal.class::isInstance))
                  .status())
          .isEqualTo(TurnStatus.INTERRUPTED);

      thread.cleanBackgroundTerminals();
      ThreadEvent end = awaitEvent(idle, event -> event.event() instanceof TurnEvent.ItemCompleted);
      assertThat(end.turnId()).isEqualTo(turn.id());
      assertThat(thread.run(TurnRequest.text("say again"), LIMIT).finalText()).isEqualTo("again");
    }
  }

  @Test
  void an_interrupt_right_after_the_start_is_not_lost() throws Exception {
    try (var client = open()) {
      CodexThread thread = client.startThread(options().build());
      Turn turn = thread.startTurn(TurnRequest.text("slow 60"));
      assertThat(turn.interrupt()).isTrue();
      TurnEvent end = until(turn, TurnEvent.Terminal.class::isInstance);
      assertThat(((TurnEvent.TurnCompleted) end).status()).isEqualTo(TurnStatus.INTERRUPTED);
    }
  }

  @Test
  void a_killed_codex_ends_the_turn_and_the_thread_goes_on_in_the_next_process() throws Exception {
    String threadId;
    try (var client = open()) {
      ProcessHandle server = server();
      CodexThread thread = client.startThread(options().build());
      threadId = thread.id();
      thread.run(message("m-1", "remember the blue door"), LIMIT);
      Turn turn = thread.startTurn(message("m-2", "slow 60"));
      until(turn, TurnEvent.ItemCompleted.class::isInstance);
      server.destroyForcibly();

      assertThat(until(turn, TurnEvent.Terminal.class::isInstance))
          .isInstanceOf(TurnEvent.TransportLost.class);
      await().atMost(LIMIT).until(() -> client.closed() != null);
    }
    try (var client = open()) {
      CodexThread thread = client.resumeThread(threadId, options().build());
      StoredTurn whole = thread.findTurn("m-1", 20);
      StoredTurn broken = thread.findTurn("m-2", 20);
      assertThat(whole).isNotNull();
      assertThat(whole.status()).isEqualTo(TurnStatus.COMPLETED);
      assertThat(whole.lastAgentMessage()).isNotBlank();
      assertThat(broken).isNotNull();
      assertThat(broken.status()).isEqualTo(TurnStatus.INTERRUPTED);
      assertThat(thread.items(whole.id())).hasSizeGreaterThanOrEqualTo(2);
      assertThat(thread.usage()).isNotNull();
      assertThat(thread.run(TurnRequest.text("what did I ask you to remember?"), LIMIT).finalText())
          .contains("the blue door");
    }
  }

  @Test
  void two_threads_run_side_by_side() throws Exception {
    try (var client = open()) {
      CodexThread slow = client.startThread(options().build());
      CodexThread quick = client.startThread(options().build());
      Turn long1 = slow.startTurn(TurnRequest.text("slow 60"));
      until(long1, TurnEvent.AgentMessageDelta.class::isInstance);
      assertThat(quick.run(TurnRequest.text("say meanwhile"), LIMIT).finalText())
          .isEqualTo("meanwhile");
      assertThat(long1.isEnded()).isFalse();
      assertThat(long1.interrupt()).isTrue();
    }
  }

  @Test
  void a_busy_thread_is_noticed_and_can_be_steered() throws Exception {
    try (var client = open()) {
      CodexThread thread = client.startThread(options().build());
      Turn turn = thread.startTurn(TurnRequest.text("slow 60"));
      assertThatThrownBy(() -> thread.startTurn(TurnRequest.text("say no")))
          .isInstanceOf(CodexException.TurnAlreadyRunning.class);
      assertThat(turn.steer(TurnRequest.text("say enough"))).isTrue();
      TurnEvent end = until(turn, TurnEvent.Terminal.class::isInstance);
      assertThat(((TurnEvent.TurnCompleted) end).items())
          .singleElement()
          .satisfies(
              item -> assertThat(((ThreadItem.AgentMessage) item).text()).isEqualTo("enough"));
    }
  }

  @Test
  void a_failed_model_call_fails_the_turn_with_its_kind() throws Exception {
    try (var client = open()) {
      CodexThread thread = client.startThread(options().build());
      TurnResult result = thread.run(TurnRequest.text("fail with context_length_exceeded"), LIMIT);
      assertThat(result.status()).isEqualTo(TurnStatus.FAILED);
      assertThat(result.error()).isNotNull();
      assertThat(String.valueOf(result.error())).contains("contextWindowExceeded");
    }
  }

  @Test
  void an_unknown_thread_and_a_missing_home_are_told_apart() {
    try (var client = open()) {
      String stranger = "01a1fb3a-79bd-7f33-8ced-b5f1bee4bde5";
      assertThatThrownBy(() -> client.resumeThread(stranger, options().build()))
          .isInstanceOfSatisfying(
              CodexException.RpcFailed.class, e -> assertThat(e.isNoRollout()).isTrue());
    }
    var broken =
        CodexOptions.builder()
            .command(codex.command())
            .environment(codex.environment())
            .environment("CODEX_HOME", codex.workspace().resolve("missing").toString())
            .build();
    assertThatThrownBy(() -> CodexClient.open(broken))
        .isInstanceOfSatisfying(
            CodexException.CodexUnavailable.class, e -> assertThat(e.exitCode()).isEqualTo(1))
        .hasMessageContaining("CODEX_HOME");
  }

  @Test
  void a_websocket_with_a_capability_token_serves_a_turn() throws Exception {
    Path token = codex.workspace().resolveSibling("token");
    Files.writeString(token, "correct-horse-battery\n");
    var builder =
        new ProcessBuilder(
            codex.command(
                "app-server",
                "--listen",
                "ws://127.0.0.1:0",
                "--ws-auth",
                "capability-token",
                "--ws-token-file",
                token.toString()));
    builder.environment().putAll(codex.environment());
    builder.directory(codex.workspace().toFile());
    Process server = builder.start();
    try {
      URI url = listening(server);
      assertThatThrownBy(() -> CodexClient.open(webSocket(url, "wrong")))
          .isInstanceOf(CodexException.CodexUnavailable.class)
          .hasMessageContaining("401");
      try (var client = CodexClient.open(webSocket(url, "correct-horse-battery"))) {
        CodexThread thread = client.startThread(options().build());
        assertThat(thread.run(TurnRequest.text("say over the wire"), LIMIT).finalText())
            .isEqualTo("over the wire");

        Turn turn = thread.startTurn(TurnRequest.text("slow 60"));
        until(turn, TurnEvent.AgentMessageDelta.class::isInstance);
        server.destroyForcibly();
        assertThat(until(turn, TurnEvent.Terminal.class::isInstance))
            .isInstanceOf(TurnEvent.TransportLost.class);
      }
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void the_launcher_of_the_npm_package_leaves_nothing_behind() throws Exception {
    var command = new ArrayList<>(List.of(RealCodex.cli().launcher().toString()));
    command.addAll(List.of("app-server", "--listen", "stdio://"));
    List<ProcessHandle> family;
    try (var client =
        CodexClient.open(
            CodexOptions.builder().command(command).environment(codex.environment()).build())) {
      family =
          ProcessHandle.current()
              .descendants()
              .filter(ProcessHandle::isAlive)
              .filter(process -> !ofOthers.contains(process))
              .toList();
      assertThat(family).hasSizeGreaterThan(1);
      Turn turn = client.startThread(options().build()).startTurn(TurnRequest.text("slow 60"));
      until(turn, TurnEvent.AgentMessageDelta.class::isInstance);
      server().destroyForcibly();
      assertThat(until(turn, TurnEvent.Terminal.class::isInstance))
          .isInstanceOf(TurnEvent.TransportLost.class);
    }
    await().atMost(LIMIT).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
  }

  private CodexClient open() {
    return CodexClient.open(
        CodexOptions.builder()
            .command(codex.command())
            .environment(codex.environment())
            .directory(codex.workspace())
            .build());
  }

  private static CodexOptions webSocket(URI url, String token) {
    return CodexOptions.builder().webSocketUrl(url).bearerToken(token).build();
  }

  private ThreadOptions.Builder options() {
    return ThreadOptions.builder().cwd(codex.workspace().toString());
  }

  private static TurnRequest message(String id, String text) {
    return TurnRequest.builder().text(text).clientUserMessageId(id).build();
  }

  /** The process that this test has started. */
  private ProcessHandle server() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(process -> !ofOthers.contains(process))
        .findFirst()
        .orElseThrow();
  }

  private static TurnEvent until(Turn turn, Predicate<TurnEvent> fits) throws InterruptedException {
    while (true) {
      TurnEvent event = turn.next(LIMIT);
      assertThat(event).isNotNull();
      if (fits.test(event)) {
        return event;
      }
    }
  }

  private static ThreadEvent awaitEvent(
      LinkedBlockingQueue<ThreadEvent> queue, Predicate<ThreadEvent> fits)
      throws InterruptedException {
    while (true) {
      ThreadEvent event = queue.poll(60, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      if (fits.test(event)) {
        return event;
      }
    }
  }

  /** Reads the address that the server prints when it is ready. */
  private static URI listening(Process server) throws Exception {
    Pattern address = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)");
    var found = new CompletableFuture<URI>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (var in =
                  new BufferedReader(
                      new InputStreamReader(server.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  Matcher matcher = address.matcher(line);
                  if (matcher.find()) {
                    found.complete(URI.create(matcher.group()));
                  }
                }
              } catch (IOException e) {
                found.completeExceptionally(e);
              }
            });
    return found.get(60, TimeUnit.SECONDS);
  }
}
