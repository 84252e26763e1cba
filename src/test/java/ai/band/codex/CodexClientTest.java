package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.codex.CodexException.RequestTimedOut;
import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnEvent.FromSubAgent;
import ai.band.codex.protocol.TurnStatus;
import ai.band.codex.transport.TransportEnd;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The client against a fake app-server in the same process. */
class CodexClientTest {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  @Test
  void a_turn_brings_its_text_usage_and_one_end() throws Exception {
    try (var client = client(FakeScript.replying("You said: {input}"))) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      TurnResult result = thread.run(TurnRequest.text("hello"), Await.LIMIT);

      assertThat(result.status()).isEqualTo(TurnStatus.COMPLETED);
      assertThat(result.finalText()).isEqualTo("You said: hello");
      assertThat(result.items())
          .extracting(item -> item.getClass().getSimpleName())
          .containsExactly("UserMessage", "AgentMessage");
      assertThat(thread.usage()).isEqualTo(result.usage());
    }
  }

  @Test
  void the_handshake_tells_name_version_and_wishes() {
    var codex = FakeAppServer.transport(FakeScript.create());
    var options =
        CodexOptions.builder()
            .client("room_bot", "Room Bot", "2.0")
            .optOutNotification("item/agentMessage/delta")
            .build();
    try (var client = CodexClient.open(options, codex)) {
      JsonNode initialize = codex.sent().get(0);
      assertThat(initialize.path("params").path("clientInfo"))
          .hasToString("{\"name\":\"room_bot\",\"title\":\"Room Bot\",\"version\":\"2.0\"}");
      assertThat(initialize.path("params").path("capabilities"))
          .hasToString(
              "{\"experimentalApi\":true,\"optOutNotificationMethods\":[\"item/agentMessage/delta\"]}");
      assertThat(codex.sent().get(1)).hasToString("{\"method\":\"initialized\"}");
      assertThat(client.serverInfo().version()).isEqualTo("0.169.0");
      assertThat(client.versionWarning()).isNull();
    }
  }

  @Test
  void an_old_server_brings_a_warning_that_says_what_to_do() {
    try (var client = client(FakeScript.create().version("0.98.1"))) {
      assertThat(client.versionWarning())
          .contains("0.98.1", ServerInfo.OLDEST_SUPPORTED, "npm install -g @openai/codex");
    }
  }

  @Test
  void parameters_that_are_not_set_are_left_out() {
    var codex = FakeAppServer.transport(FakeScript.create());
    try (var client = CodexClient.open(CodexOptions.defaults(), codex)) {
      CodexThread thread =
          client.startThread(
              ThreadOptions.builder()
                  .model("gpt-x")
                  .cwd(null)
                  .approvalPolicy("never")
                  .sandbox("workspace-write")
                  .developerInstructions("Be brief.")
                  .config(Map.of("web_search", "disabled"))
                  .personality("pragmatic")
                  .build());
      thread.startTurn(
          TurnRequest.builder()
              .text("a")
              .text("b")
              .effort("high")
              .summary(null)
              .sandboxPolicy(MAPPER.createObjectNode().put("type", "workspaceWrite"))
              .clientUserMessageId("m-1")
              .build());

      assertThat(codex.sent("thread/start").get(0))
          .isEqualTo(
              json(
                  "{'model':'gpt-x','approvalPolicy':'never','sandbox':'workspace-write',"
                      + "'developerInstructions':'Be brief.','config':{'web_search':'disabled'},"
                      + "'personality':'pragmatic'}"));
      assertThat(codex.sent("turn/start").get(0))
          .isEqualTo(
              json(
                  "{'input':[{'type':'text','text':'a'},{'type':'text','text':'b'}],'effort':'high',"
                      + "'sandboxPolicy':{'type':'workspaceWrite'},'clientUserMessageId':'m-1',"
                      + "'threadId':'"
                      + thread.id()
                      + "'}"));
      assertThat(thread.settings().sandbox()).isEqualTo(json("{'type':'workspaceWrite'}"));
    }
  }

  @Test
  void tools_of_mixed_forms_are_sent_in_one_form() {
    var codex = FakeAppServer.transport(FakeScript.create());
    try (var client = CodexClient.open(CodexOptions.defaults(), codex)) {
      client.startThread(
          ThreadOptions.builder()
              .dynamicTools(
                  List.of(
                      json("{'name':'a','description':'A','inputSchema':{}}"),
                      json("{'type':'function','name':'b','description':'B','inputSchema':{}}")))
              .build());

      JsonNode tools = codex.sent("thread/start").get(0).path("dynamicTools");
      assertThat(tools)
          .hasSize(2)
          .allMatch(tool -> tool.path("type").asString().equals("function"));
    }
  }

  @Test
  void a_dynamic_tool_is_called_and_its_text_goes_back() throws Exception {
    var script =
        FakeScript.create()
            .otherwise(
                FakeScript.call("lookup", Map.of("key", "k")), FakeScript.say("It is {input}."));
    try (var client = client(script)) {
      CodexThread thread =
          client.startThread(
              ThreadOptions.builder()
                  .onRequest(
                      request -> {
                        var call = (ServerRequest.DynamicToolCall) request;
                        call.answer(call.tool() + call.arguments().path("key").asString(), true);
                      })
                  .build());
      TurnResult result = thread.run(TurnRequest.text("go"), Await.LIMIT);

      assertThat(result.finalText()).isEqualTo("It is lookupk.");
      assertThat(result.items())
          .filteredOn(ThreadItem.DynamicToolCall.class::isInstance)
          .singleElement()
          .satisfies(item -> assertThat(((ThreadItem.DynamicToolCall) item).success()).isTrue());
    }
  }

  @Test
  void an_approval_is_accepted_declined_or_cancelled() throws Exception {
    var script =
        FakeScript.create()
            .otherwise(FakeScript.run("touch a").put("approve", true), FakeScript.say("done"));
    try (var client = client(script)) {
      assertThat(commandStatus(client, ServerRequest.CommandApproval::accept))
          .isEqualTo("completed COMPLETED");
      assertThat(commandStatus(client, ServerRequest.CommandApproval::decline))
          .isEqualTo("declined COMPLETED");
      assertThat(commandStatus(client, ServerRequest.CommandApproval::cancel))
          .isEqualTo("declined INTERRUPTED");
    }
  }

  @Test
  void a_sub_agent_is_told_apart_and_its_end_is_not_the_turns_end() throws Exception {
    var script =
        FakeScript.create()
            .otherwise(
                FakeScript.say("parent text"),
                FakeScript.step("spawn").put("text", "child text").put("approve", true));
    List<ServerRequest> asked = new ArrayList<>();
    try (var client = client(script)) {
      CodexThread thread =
          client.startThread(
              ThreadOptions.builder()
                  .onRequest(
                      request -> {
                        asked.add(request);
                        ((ServerRequest.CommandApproval) request).accept();
                      })
                  .build());
      List<TurnEvent> events = Await.all(thread.startTurn(TurnRequest.text("delegate")));

      List<FromSubAgent> child = Await.only(events, FromSubAgent.class);
      assertThat(child)
          .extracting(e -> e.event().getClass().getSimpleName())
          .contains("TurnStarted", "ItemCompleted", "TokenUsageUpdated", "TurnCompleted");
      assertThat(child).allMatch(e -> !e.threadId().equals(thread.id()));
      assertThat(((TurnEvent.TurnCompleted) events.getLast()).items())
          .singleElement()
          .satisfies(
              item -> assertThat(((ThreadItem.AgentMessage) item).text()).isEqualTo("parent text"));
      assertThat(asked)
          .singleElement()
          .satisfies(
              r -> {
                assertThat(r.call().parentThreadId()).isEqualTo(thread.id());
                assertThat(r.call().threadId()).isEqualTo(child.get(0).threadId());
              });
      TokenUsage usage = thread.usage();
      assertThat(usage).isNotNull();
      assertThat(usage.total().total()).isEqualTo(15);
    }
  }

  @Test
  void threads_run_side_by_side() throws Exception {
    int count = 30;
    try (var client = client(FakeScript.replying("You said: {input}").turnMillis(1_500))) {
      var start = new CyclicBarrier(count);
      List<CompletableFuture<String>> answers = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        String text = "room " + i;
        answers.add(
            Await.background(
                () -> {
                  CodexThread thread = client.startThread(ThreadOptions.defaults());
                  start.await(60, TimeUnit.SECONDS);
                  return thread.run(TurnRequest.text(text), Await.LIMIT).finalText();
                }));
      }
      for (int i = 0; i < count; i++) {
        assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("You said: room " + i);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isLessThan(Duration.ofMillis(1_500L * count / 2));
    }
  }

  @Test
  void a_running_turn_can_be_steered_and_interrupted() throws Exception {
    var script = FakeScript.create().otherwise(FakeScript.hold(), FakeScript.say("ok: {input}"));
    try (var client = client(script)) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      Turn turn = thread.startTurn(TurnRequest.text("first"));
      assertThat(turn.steer(TurnRequest.text("second"))).isTrue();
      assertThat(Await.completion(turn).items())
          .singleElement()
          .satisfies(i -> assertThat(((ThreadItem.AgentMessage) i).text()).isEqualTo("ok: second"));
      assertThat(turn.steer(TurnRequest.text("too late"))).isFalse();

      Turn next = thread.startTurn(TurnRequest.text("third"));
      assertThat(next.interrupt()).isTrue();
      assertThat(Await.completion(next).status()).isEqualTo(TurnStatus.INTERRUPTED);
      assertThat(next.interrupt()).isFalse();
      assertThat(thread.interruptRunning()).isFalse();
    }
  }

  @Test
  void a_run_that_takes_too_long_is_interrupted() throws Exception {
    try (var client = client(FakeScript.create().otherwise(FakeScript.hold()))) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      TurnResult result = thread.run(TurnRequest.text("go"), Duration.ofMillis(30));
      assertThat(result.status()).isEqualTo(TurnStatus.INTERRUPTED);
    }
  }

  @Test
  void a_run_whose_caller_is_interrupted_is_interrupted_too() throws Exception {
    var codex = FakeAppServer.transport(FakeScript.create().otherwise(FakeScript.hold()));
    try (var client = CodexClient.open(CodexOptions.defaults(), codex)) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      var stopped = new CompletableFuture<Boolean>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      thread.run(TurnRequest.text("go"), Duration.ofHours(1));
                    } catch (InterruptedException e) {
                      stopped.complete(true);
                    }
                  });
      await().until(() -> !codex.sent("turn/start").isEmpty());
      await().until(() -> thread.runningTurnId() != null);
      caller.interrupt();

      assertThat(stopped.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(codex.sent("turn/interrupt")).hasSize(1);
    }
  }

  @Test
  void a_thread_that_is_left_gives_its_turn_up_and_starts_no_other() throws Exception {
    try (var client = client(FakeScript.create().otherwise(FakeScript.hold()))) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      Turn turn = thread.startTurn(TurnRequest.text("go"));
      thread.unsubscribe();

      assertThat(Await.all(turn).getLast()).isEqualTo(new TurnEvent.TurnAbandoned());
      assertThatThrownBy(() -> thread.startTurn(TurnRequest.text("more")))
          .isInstanceOfSatisfying(RpcFailed.class, e -> assertThat(e.isThreadNotFound()).isTrue());
      assertThat(client.resumeThread(thread.id(), ThreadOptions.defaults())).isNotSameAs(thread);
    }
  }

  @Test
  void a_turn_that_started_late_is_interrupted_all_the_same() throws Exception {
    var script = FakeScript.create().startDelayMillis(150).otherwise(FakeScript.hold());
    try (var client = client(script)) {
      Turn turn = client.startThread(ThreadOptions.defaults()).startTurn(TurnRequest.text("go"));
      assertThat(turn.interrupt()).isTrue();
      assertThat(Await.completion(turn).status()).isEqualTo(TurnStatus.INTERRUPTED);
    }
  }

  @Test
  void commands_that_outlive_their_turn_report_to_the_idle_listener() throws Exception {
    var script =
        FakeScript.create()
            .when("work", FakeScript.step("late").put("untilCleaned", true), FakeScript.say("ok"));
    var idle = new LinkedBlockingQueue<ThreadEvent>();
    try (var client = client(script)) {
      CodexThread thread =
          client.startThread(ThreadOptions.builder().onIdleEvent(idle::add).build());
      Turn turn = thread.startTurn(TurnRequest.text("work"));
      Await.all(turn);
      thread.cleanBackgroundTerminals();

      ThreadEvent output = idle.poll(60, TimeUnit.SECONDS);
      assertThat(output)
          .isEqualTo(
              new ThreadEvent(
                  thread.id(),
                  turn.id(),
                  new TurnEvent.CommandOutputDelta("call_late", "late output")));
      ThreadEvent end = idle.poll(60, TimeUnit.SECONDS);
      assertThat(end).isNotNull();
      assertThat(end.event()).isInstanceOf(TurnEvent.ItemCompleted.class);
    }
  }

  @Test
  void a_stored_turn_is_found_again_after_a_crash() throws Exception {
    var script =
        FakeScript.create()
            .when("die", FakeScript.exit(9))
            .otherwise(FakeScript.say("You said: {input}"));
    var codex = FakeAppServer.transport(script);
    String threadId;
    try (var client = CodexClient.open(CodexOptions.defaults(), codex)) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      threadId = thread.id();
      thread.run(message("m-1", "one"), Await.LIMIT);
      Turn dying = thread.startTurn(message("m-2", "die"));
      assertThat(Await.all(dying).getLast()).isInstanceOf(TurnEvent.TransportLost.class);
    }
    try (var client = CodexClient.open(CodexOptions.defaults(), codex.restarted(script))) {
      CodexThread thread = client.resumeThread(threadId, ThreadOptions.defaults());
      StoredTurn first = thread.findTurn("m-1", 50);
      StoredTurn second = thread.findTurn("m-2", 50);

      assertThat(first).isNotNull();
      assertThat(first.status()).isEqualTo(TurnStatus.COMPLETED);
      assertThat(first.lastAgentMessage()).isEqualTo("You said: one");
      assertThat(second).isNotNull();
      assertThat(second.status()).isEqualTo(TurnStatus.INTERRUPTED);
      assertThat(thread.findTurn("m-3", 50)).isNull();
      assertThat(thread.turns(1)).hasSize(1);
      assertThat(thread.items(first.id())).hasSize(2);
      TokenUsage baseline = thread.usage();
      assertThat(baseline).isNotNull();
      assertThat(baseline.total().input()).isEqualTo(10);
    }
  }

  @Test
  void a_resume_leaves_the_history_out_and_repeats_the_sandbox() {
    var codex = FakeAppServer.transport(FakeScript.create());
    try (var client = CodexClient.open(CodexOptions.defaults(), codex)) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      var options =
          ThreadOptions.builder()
              .sandbox("workspace-write")
              .dynamicTools(List.of(json("{'name':'a','inputSchema':{}}")))
              .build();
      assertThat(client.resumeThread(thread.id(), options)).isSameAs(thread);
      assertThat(codex.sent("thread/resume").get(0))
          .isEqualTo(
              json(
                  "{'sandbox':'workspace-write','threadId':'"
                      + thread.id()
                      + "','excludeTurns':true}"));
    }
  }

  @Test
  void an_unknown_or_archived_thread_cannot_be_resumed() {
    try (var client = client(FakeScript.create())) {
      String stranger = java.util.UUID.randomUUID().toString();
      assertThatThrownBy(() -> client.resumeThread(stranger, ThreadOptions.defaults()))
          .isInstanceOfSatisfying(RpcFailed.class, e -> assertThat(e.isNoRollout()).isTrue());
      assertThatThrownBy(() -> client.resumeThread("nonsense", ThreadOptions.defaults()))
          .isInstanceOfSatisfying(RpcFailed.class, e -> assertThat(e.isNoRollout()).isTrue());

      CodexThread thread = client.startThread(ThreadOptions.defaults());
      thread.archive();
      assertThatThrownBy(() -> client.resumeThread(thread.id(), ThreadOptions.defaults()))
          .isInstanceOfSatisfying(RpcFailed.class, e -> assertThat(e.isArchived()).isTrue());
      assertThatThrownBy(() -> thread.startTurn(TurnRequest.text("x")))
          .isInstanceOfSatisfying(RpcFailed.class, e -> assertThat(e.isThreadNotFound()).isTrue());

      thread.unarchive();
      assertThat(client.resumeThread(thread.id(), ThreadOptions.defaults()).id())
          .isEqualTo(thread.id());
    }
  }

  @Test
  void models_are_read_to_the_last_page() {
    try (var client = client(FakeScript.create())) {
      List<ModelInfo> models = client.models();
      assertThat(models)
          .extracting(ModelInfo::model)
          .containsExactly("gpt-fake-mini", "gpt-fake-secret", "gpt-fake-max");
      assertThat(models)
          .filteredOn(ModelInfo::isDefault)
          .singleElement()
          .satisfies(m -> assertThat(m.efforts()).contains("low", "high"));
      assertThat(client.account().isLoginMissing()).isFalse();
    }
  }

  @Test
  void an_overloaded_or_silent_server_is_survived() {
    var options =
        CodexOptions.builder()
            .overloadBackoff(Duration.ofMillis(2))
            .requestTimeout(Duration.ofMillis(1_500))
            .build();
    var script = FakeScript.create().overloaded("thread/start", 2).unanswered("model/list", 1);
    try (var client = CodexClient.open(options, FakeAppServer.transport(script))) {
      assertThat(client.startThread(ThreadOptions.defaults()).id()).isNotEmpty();
      assertThatThrownBy(client::models).isInstanceOf(RequestTimedOut.class);
      assertThat(client.models()).isNotEmpty();
    }
  }

  @Test
  void without_the_experimental_api_codex_takes_no_tools() {
    var options = CodexOptions.builder().experimentalApi(false).build();
    try (var client = CodexClient.open(options, FakeAppServer.transport(FakeScript.create()))) {
      var tools =
          ThreadOptions.builder()
              .dynamicTools(List.of(json("{'name':'a','inputSchema':{}}")))
              .build();
      assertThatThrownBy(() -> client.startThread(tools))
          .isInstanceOf(RpcFailed.class)
          .hasMessageContaining("experimentalApi");
    }
  }

  @Test
  void the_end_of_the_connection_is_told_to_who_asks_before_and_after() throws Exception {
    var codex = FakeAppServer.transport(FakeScript.create().otherwise(FakeScript.exit(3)));
    try (var client = CodexClient.open(CodexOptions.defaults(), codex)) {
      var told = new LinkedBlockingQueue<TransportEnd>();
      client.onClosed(told::add);
      assertThat(client.closed()).isNull();
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      Turn turn = thread.startTurn(TurnRequest.text("bye"));

      assertThat(Await.all(turn).getLast()).isInstanceOf(TurnEvent.TransportLost.class);
      TransportEnd end = told.poll(60, TimeUnit.SECONDS);
      assertThat(end).isNotNull();
      assertThat(end.exitCode()).isEqualTo(3);
      client.onClosed(told::add);
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(client.closed());
      assertThatThrownBy(() -> thread.startTurn(TurnRequest.text("again")))
          .isInstanceOf(CodexException.CodexUnavailable.class)
          .hasMessageContaining("resume");
    }
  }

  @Test
  void warnings_without_a_thread_are_heard_by_the_client() throws Exception {
    var codex = FakeAppServer.transport(FakeScript.create());
    try (var client = CodexClient.open(CodexOptions.defaults(), codex)) {
      var notices = new LinkedBlockingQueue<TurnEvent>();
      client.onNotice(event -> notices.add(event.event()));
      codex.push(
          "{\"method\":\"configWarning\",\"params\":{\"summary\":\"bad key\",\"details\":\"x\"}}");
      assertThat(notices.poll(60, TimeUnit.SECONDS))
          .isEqualTo(new TurnEvent.Warned("configWarning", "bad key x"));
    }
  }

  @Test
  void a_compaction_runs_as_a_turn_that_nobody_here_started() throws Exception {
    var idle = new LinkedBlockingQueue<TurnEvent>();
    try (var client = client(FakeScript.create())) {
      CodexThread thread =
          client.startThread(
              ThreadOptions.builder().onIdleEvent(event -> idle.add(event.event())).build());
      thread.compact();
      List<TurnEvent> seen = new ArrayList<>();
      while (seen.isEmpty() || !(seen.getLast() instanceof TurnEvent.TurnCompleted)) {
        TurnEvent event = idle.poll(60, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        seen.add(event);
      }
      assertThat(Await.only(seen, TurnEvent.ItemCompleted.class))
          .extracting(e -> e.item().type())
          .contains("contextCompaction");
      assertThat(thread.run(TurnRequest.text("hi"), Await.LIMIT).finalText())
          .isEqualTo("You said: hi");
    }
  }

  @Test
  void a_resume_that_is_answered_with_another_thread_gives_that_thread() throws Exception {
    var codex = new ManualTransport();
    try (CodexClient client = ManualTransport.connected(codex)) {
      var resumed = Await.background(() -> client.resumeThread("asked", ThreadOptions.defaults()));
      codex.answer(codex.next("thread/resume"), "{\"thread\":{\"id\":\"told\"}}");
      CodexThread thread = resumed.get(60, TimeUnit.SECONDS);

      assertThat(thread.id()).isEqualTo("told");
      Turn turn = ManualTransport.turn(thread, codex, "t1");
      codex.notify(
          "turn/completed",
          "{\"threadId\":\"told\",\"turn\":{\"id\":\"t1\",\"status\":\"completed\",\"items\":[]}}");
      assertThat(Await.completion(turn)).isNotNull();
    }
  }

  @Test
  void a_resume_that_is_answered_with_a_thread_in_use_fails_and_leaves_that_thread_alone()
      throws Exception {
    var codex = new ManualTransport();
    try (CodexClient client = ManualTransport.connected(codex)) {
      CodexThread owned = ManualTransport.thread(client, codex, "owned");
      ServerRequestHandler owner = request -> {};
      owned.onRequest(owner);
      var resumed =
          Await.background(
              () ->
                  client.resumeThread(
                      "asked",
                      ThreadOptions.builder().onRequest(request -> request.decline()).build()));
      codex.answer(codex.next("thread/resume"), "{\"thread\":{\"id\":\"owned\"}}");

      assertThatThrownBy(() -> resumed.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(RpcFailed.class)
          .hasMessageContaining("owned");
      assertThat(owned.requestHandler()).isSameAs(owner);
    }
  }

  private static String commandStatus(
      CodexClient client, java.util.function.Consumer<ServerRequest.CommandApproval> decision)
      throws InterruptedException {
    CodexThread thread =
        client.startThread(
            ThreadOptions.builder()
                .onRequest(request -> decision.accept((ServerRequest.CommandApproval) request))
                .build());
    TurnResult result = thread.run(TurnRequest.text("go"), Await.LIMIT);
    return result.items().stream()
            .filter(ThreadItem.CommandExecution.class::isInstance)
            .map(item -> ((ThreadItem.CommandExecution) item).status())
            .findFirst()
            .orElse("none")
        + " "
        + result.status();
  }

  private static TurnRequest message(String id, String text) {
    return TurnRequest.builder().text(text).clientUserMessageId(id).build();
  }

  private static CodexClient client(FakeScript script) {
    return CodexClient.open(CodexOptions.defaults(), FakeAppServer.transport(script));
  }

  private static JsonNode json(String text) {
    return MAPPER.readTree(text.replace('\'', '"'));
  }
}
