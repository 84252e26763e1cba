package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ServerRequest.CommandApproval;
import ai.band.codex.protocol.ServerRequest.FileChangeApproval;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests of the server: each gets one answer, whoever gives it and whatever goes wrong. */
class ServerRequestTest {
  private static final String IN_TURN =
      "{\"threadId\":\"thread-1\",\"turnId\":\"t1\",\"itemId\":\"i1\",\"command\":\"ls\"}";
  private static final String COMMAND = "item/commandExecution/requestApproval";

  private final ManualTransport codex = new ManualTransport();
  private final BlockingQueue<ServerRequest> asked = new LinkedBlockingQueue<>();
  private CodexClient client;
  private CodexThread thread;

  @BeforeEach
  void connect() throws Exception {
    client = ManualTransport.connected(codex);
    thread = ManualTransport.thread(client, codex, "thread-1");
    thread.onRequest(asked::add);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void zero_is_an_id_like_any_other() throws Exception {
    codex.request("0", COMMAND, IN_TURN);
    CommandApproval approval = (CommandApproval) takeAsked();
    assertThat(approval.call().id()).isEqualTo(new RequestId("0", true));
    assertThat(approval.accept()).isTrue();

    JsonNode answer = codex.next();
    assertThat(answer).hasToString("{\"id\":0,\"result\":{\"decision\":\"accept\"}}");
  }

  @Test
  void text_ids_are_echoed_with_their_type() throws Exception {
    codex.request("\"7\"", COMMAND, IN_TURN);
    takeAsked().decline();
    assertThat(codex.next()).hasToString("{\"id\":\"7\",\"result\":{\"decision\":\"decline\"}}");
  }

  @Test
  void only_the_first_answer_counts() throws Exception {
    codex.request("3", COMMAND, IN_TURN);
    CommandApproval approval = (CommandApproval) takeAsked();
    assertThat(approval.accept()).isTrue();
    assertThat(approval.decline()).isFalse();
    assertThat(approval.call().fail(-32603, "no")).isFalse();
    assertThat(approval.call().isOpen()).isFalse();

    codex.next();
    assertThat(codex.hasNext()).isFalse();
  }

  @Test
  void a_request_that_codex_has_resolved_is_withdrawn_and_a_late_answer_stays_here()
      throws Exception {
    codex.request("4", COMMAND, IN_TURN);
    CommandApproval approval = (CommandApproval) takeAsked();
    CountDownLatch withdrawn = new CountDownLatch(1);
    approval.call().onWithdrawn(withdrawn::countDown);
    codex.notify("serverRequest/resolved", "{\"threadId\":\"thread-1\",\"requestId\":4}");

    assertThat(withdrawn.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(approval.accept()).isFalse();
    assertThat(codex.hasNext()).isFalse();
  }

  @Test
  void the_end_of_its_turn_or_of_the_connection_withdraws_a_request() throws Exception {
    ManualTransport.turn(thread, codex, "t1");
    codex.request("5", COMMAND, IN_TURN);
    codex.request("6", COMMAND, IN_TURN.replace("t1", "t2"));
    ServerRequest first = takeAsked();
    ServerRequest second = takeAsked();
    ServerRequest ofTurn = first.call().id().text().equals("5") ? first : second;
    ServerRequest other = ofTurn == first ? second : first;

    codex.notify(
        "turn/completed",
        "{\"threadId\":\"thread-1\",\"turn\":{\"id\":\"t1\",\"status\":\"interrupted\"}}");
    assertThat(ofTurn.call().isOpen()).isFalse();
    assertThat(other.call().isOpen()).isTrue();

    codex.end("gone", null);
    assertThat(other.call().isOpen()).isFalse();
    assertThat(other.decline()).isFalse();
  }

  static Stream<ServerRequestHandler> handlersThatFail() {
    return Stream.of(
        request -> {
          throw new IllegalStateException("bug");
        },
        request -> {
          throw new StackOverflowError("too deep");
        });
  }

  @ParameterizedTest
  @MethodSource("handlersThatFail")
  void a_handler_that_fails_or_ends_in_an_error_declines(ServerRequestHandler handler)
      throws Exception {
    thread.onRequest(handler);
    codex.request("8", COMMAND, IN_TURN);
    assertThat(codex.next()).hasToString("{\"id\":8,\"result\":{\"decision\":\"decline\"}}");
  }

  @Test
  void a_handler_that_waits_for_a_human_holds_up_nothing() throws Exception {
    CountDownLatch human = new CountDownLatch(1);
    thread.onRequest(
        request -> {
          human.await();
          ((CommandApproval) request).accept();
        });
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    codex.request("9", COMMAND, IN_TURN);
    codex.notify(
        "item/agentMessage/delta",
        "{\"threadId\":\"thread-1\",\"turnId\":\"t1\",\"itemId\":\"m\",\"delta\":\"meanwhile\"}");

    assertThat(turn.next(Await.LIMIT)).isNotNull();
    human.countDown();
    assertThat(codex.next().path("id").asInt()).isEqualTo(9);
  }

  @Test
  void a_file_approval_knows_the_paths_from_the_item_before_it() throws Exception {
    codex.notify(
        "item/started",
        "{\"threadId\":\"thread-1\",\"turnId\":\"t1\",\"item\":{\"type\":\"fileChange\",\"id\":\"i1\","
            + "\"changes\":[{\"path\":\"/w/a.txt\",\"kind\":{\"type\":\"add\"},\"diff\":\"hi\"}]}}");
    codex.request(
        "10",
        "item/fileChange/requestApproval",
        "{\"threadId\":\"thread-1\",\"turnId\":\"t1\",\"itemId\":\"i1\",\"reason\":null}");

    FileChangeApproval approval = (FileChangeApproval) takeAsked();
    assertThat(approval.changes()).hasSize(1);
    assertThat(approval.changes().get(0).path()).isEqualTo("/w/a.txt");
  }

  @Test
  void the_clock_is_answered_without_anybody() throws Exception {
    codex.request("11", "currentTime/read", "{\"threadId\":\"nobody's\"}");
    long told = codex.next().path("result").path("currentTimeAt").asLong();
    assertThat(told)
        .isCloseTo(System.currentTimeMillis() / 1000, org.assertj.core.data.Offset.offset(600L));
  }

  @Test
  void a_sub_agents_request_is_asked_at_its_parent_and_names_both_threads() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    codex.notify(
        "item/completed",
        "{\"threadId\":\"thread-1\",\"turnId\":\"t1\",\"item\":{\"type\":\"collabAgentToolCall\","
            + "\"id\":\"c\",\"tool\":\"spawnAgent\",\"receiverThreadIds\":[\"child\"]}}");
    codex.request("12", COMMAND, IN_TURN.replace("thread-1", "child").replace("t1", "ct"));
    ServerRequest request = takeAsked();

    assertThat(request.call().threadId()).isEqualTo("child");
    assertThat(request.call().parentThreadId()).isEqualTo("thread-1");
    assertThat(turn.isEnded()).isFalse();
  }

  @Test
  void without_a_handler_of_its_own_a_threads_request_goes_to_the_client() throws Exception {
    thread.onRequest(null);
    client.onRequest(request -> ((CommandApproval) request).accept());
    codex.request("13", COMMAND, IN_TURN);
    assertThat(codex.next().path("result").path("decision").asString()).isEqualTo("accept");
  }

  @Test
  void a_request_of_an_abandoned_turn_is_declined() throws Exception {
    ManualTransport.turn(thread, codex, "t1").abandon();
    codex.request("14", COMMAND, IN_TURN);
    assertThat(codex.next().path("result").path("decision").asString()).isEqualTo("decline");
    assertThat(asked).isEmpty();
  }

  @Test
  void a_copy_of_an_open_request_is_not_handled_twice() throws Exception {
    codex.request("15", COMMAND, IN_TURN);
    ServerRequest first = takeAsked();
    codex.request("15", COMMAND, IN_TURN);
    codex.request("16", COMMAND, IN_TURN);
    assertThat(takeAsked().call().id().text()).isEqualTo("16");
    assertThat(first.decline()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "item/commandExecution/requestApproval | {'decision':'decline'}",
        "item/fileChange/requestApproval | {'decision':'decline'}",
        "item/permissions/requestApproval | {'permissions':{}}",
        "item/tool/requestUserInput | {'answers':{}}",
        "mcpServer/elicitation/request | {'action':'decline','content':null,'_meta':null}",
        "item/tool/call | {'contentItems':[{'type':'inputText','text':'This tool is not available"
            + " here.'}],'success':false}",
        "execCommandApproval | {'decision':{'denied':{'rejection':'declined'}}}",
        "applyPatchApproval | {'decision':{'denied':{'rejection':'declined'}}}",
      })
  void what_comes_for_an_unknown_thread_is_declined_in_a_valid_way(String method, String answer)
      throws Exception {
    client.onRequest(asked::add);
    codex.request("20", method, "{\"threadId\":\"stranger\",\"conversationId\":\"stranger\"}");

    JsonNode expected = JsonMapper.shared().readTree(answer.replace('\'', '"'));
    assertThat(codex.next().path("result")).isEqualTo(expected);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"attestation/generate", "account/chatgptAuthTokens/refresh", "some/new/request"})
  void what_cannot_be_answered_gets_an_error_that_names_it(String method) throws Exception {
    codex.request("21", method, "{}");
    JsonNode error = codex.next().path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32601);
    assertThat(error.path("message").asString()).contains(method);
  }

  @Test
  void answers_have_the_shape_that_codex_reads() throws Exception {
    codex.request("30", COMMAND, IN_TURN);
    ((CommandApproval) takeAsked()).acceptWithAmendment(List.of("git", "push"));
    assertThat(codex.next().path("result"))
        .hasToString(
            "{\"decision\":{\"acceptWithExecpolicyAmendment\":{\"execpolicy_amendment\":[\"git\",\"push\"]}}}");

    codex.request("31", "item/tool/requestUserInput", IN_TURN);
    ((ServerRequest.UserInputQuestions) takeAsked()).answer(Map.of("q1", List.of("Blue")));
    assertThat(codex.next().path("result"))
        .hasToString("{\"answers\":{\"q1\":{\"answers\":[\"Blue\"]}}}");

    codex.request(
        "32",
        "item/permissions/requestApproval",
        "{\"threadId\":\"thread-1\",\"permissions\":{\"network\":{\"enabled\":true}}}");
    var permissions = (ServerRequest.PermissionsApproval) takeAsked();
    permissions.grant(permissions.permissions(), true);
    assertThat(codex.next().path("result"))
        .hasToString("{\"permissions\":{\"network\":{\"enabled\":true}},\"scope\":\"session\"}");

    codex.request("33", "execCommandApproval", "{\"conversationId\":\"thread-1\"}");
    ((ServerRequest.LegacyExecApproval) takeAsked()).accept(true);
    assertThat(codex.next().path("result")).hasToString("{\"decision\":\"approved_for_session\"}");
  }

  private ServerRequest takeAsked() throws InterruptedException {
    ServerRequest request = asked.poll(60, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }
}
