package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.codex.CodexException.CallInterrupted;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.CodexException.RequestTimedOut;
import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests of the client: ids, answers, limits, repetition, and the end of everything. */
class RpcConnectionTest {
  private final ManualTransport codex = new ManualTransport();

  @Test
  void ids_count_from_one_and_answers_may_come_in_any_order() throws Exception {
    try (CodexClient client = ManualTransport.connected(codex)) {
      var first = ask(client, "one", Duration.ofSeconds(20));
      JsonNode one = codex.next("one");
      var second = ask(client, "two", Duration.ofSeconds(20));
      JsonNode two = codex.next("two");
      assertThat(one.path("id").asInt()).isEqualTo(2);
      assertThat(two.path("id").asInt()).isEqualTo(3);
      assertThat(one.has("jsonrpc")).isFalse();

      codex.answer(two, "{\"answer\":2}");
      codex.answer(one, "{\"answer\":1}");
      assertThat(first.get(60, TimeUnit.SECONDS).path("answer").asInt()).isEqualTo(1);
      assertThat(second.get(60, TimeUnit.SECONDS).path("answer").asInt()).isEqualTo(2);
    }
  }

  @Test
  void every_waiting_call_fails_at_once_when_the_connection_ends() throws Exception {
    CodexClient client = ManualTransport.connected(codex);
    List<CompletableFuture<JsonNode>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(ask(client, "wait", Duration.ofHours(1)));
      codex.next("wait");
    }
    codex.end("The process ended.", 9);

    for (var call : waiting) {
      assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              CodexUnavailable.class, e -> assertThat(e.exitCode()).isEqualTo(9))
          .hasMessageContaining("The process ended");
    }
    assertThatThrownBy(() -> client.request("later", Json.object()))
        .isInstanceOf(CodexUnavailable.class);
  }

  @Test
  void a_call_that_cannot_be_sent_any_more_fails_with_the_reason_of_the_end() throws Exception {
    CodexClient client = ManualTransport.connected(codex);
    codex.breakPipe();
    var calling = new CountDownLatch(1);
    CompletableFuture<JsonNode> call = new CompletableFuture<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  calling.countDown();
                  try {
                    call.complete(client.request("late", Json.object()));
                  } catch (RuntimeException e) {
                    call.completeExceptionally(e);
                  }
                });
    assertThat(calling.await(60, TimeUnit.SECONDS)).isTrue();
    Awaitility.await()
        .until(() -> call.isDone() || caller.getState() == Thread.State.TIMED_WAITING);
    codex.end("The process ended.", 9);

    assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(CodexUnavailable.class, e -> assertThat(e.exitCode()).isEqualTo(9))
        .hasMessageContaining("The process ended");
    assertThat(client.closed()).isNotNull();
  }

  @Test
  void a_request_without_an_answer_fails_when_its_time_is_over() throws Exception {
    try (CodexClient client = ManualTransport.connected(codex)) {
      assertThatThrownBy(() -> client.request("slow", Json.object(), Duration.ofMillis(30)))
          .isInstanceOf(RequestTimedOut.class)
          .hasMessageContaining("slow");
      codex.answer(codex.next("slow"), "{}");
      assertThat(client.closed()).isNull();
    }
  }

  @Test
  void further_requests_wait_while_too_many_are_in_flight() throws Exception {
    var options = CodexOptions.builder().maxRequestsInFlight(2).build();
    try (CodexClient client = ManualTransport.connected(codex, options)) {
      var calls = List.of(ask(client, "a"), ask(client, "a"), ask(client, "a"));
      JsonNode first = codex.next("a");
      codex.next("a");
      assertThatThrownBy(() -> client.request("b", Json.object(), Duration.ofMillis(30)))
          .isInstanceOf(RequestTimedOut.class);
      assertThat(codex.hasNext()).isFalse();

      codex.answer(first, "{}");
      codex.next("a");
      assertThat(calls).filteredOn(CompletableFuture::isDone).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void an_overloaded_server_is_asked_three_times() throws Exception {
    try (CodexClient client = ManualTransport.connected(codex, quickRetry())) {
      var call = ask(client, "model/list");
      Set<Integer> ids = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        JsonNode attempt = codex.next("model/list");
        ids.add(attempt.path("id").asInt());
        codex.refuse(attempt, -32001, "Server overloaded; retry later.");
      }
      assertThat(ids).hasSize(3);
      assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(RpcFailed.class, e -> assertThat(e.isOverloaded()).isTrue());
      assertThat(codex.hasNext()).isFalse();
    }
  }

  @Test
  void other_errors_and_initialize_are_not_repeated() throws Exception {
    try (CodexClient client = ManualTransport.connected(codex, quickRetry())) {
      var call = ask(client, "turn/interrupt");
      codex.refuse(codex.next("turn/interrupt"), -32001, "something else");
      assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(RpcFailed.class);
      assertThat(codex.hasNext()).isFalse();
    }
    var second = new ManualTransport();
    var opening =
        CompletableFuture.supplyAsync(
            () -> CodexClient.open(quickRetry(), second), Thread.ofVirtual()::start);
    second.refuse(second.next("initialize"), -32001, "Server overloaded; retry later.");
    assertThatThrownBy(() -> opening.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(RpcFailed.class);
    assertThat(second.hasNext()).isFalse();
  }

  @Test
  void an_interrupted_caller_stops_waiting_and_stays_interrupted() throws Exception {
    try (CodexClient client = ManualTransport.connected(codex)) {
      var flag = new CompletableFuture<Boolean>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.request("wait", Json.object());
                    } catch (CallInterrupted e) {
                      flag.complete(Thread.currentThread().isInterrupted());
                    }
                  });
      codex.next("wait");
      caller.interrupt();
      assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void errors_are_told_apart_by_what_codex_says() {
    assertThat(failed("thread not found: x").isThreadNotFound()).isTrue();
    assertThat(failed("no rollout found for thread id x").isNoRollout()).isTrue();
    assertThat(failed("thread x already has an active writer").isActiveWriter()).isTrue();
    assertThat(failed("no active turn to interrupt").isNoActiveTurn()).isTrue();
    assertThat(failed("expected active turn id a but found b").isOtherTurnActive()).isTrue();
    assertThat(failed("session x is archived. Run").isArchived()).isTrue();
    assertThat(failed("Server overloaded").isOverloaded()).isFalse();
  }

  @Test
  void ten_thousand_senseless_lines_do_no_harm() throws Exception {
    try (CodexClient client = ManualTransport.connected(codex)) {
      CodexThread thread = ManualTransport.thread(client, codex, "thread-1");
      Turn turn = ManualTransport.turn(thread, codex, "t1");
      long seed = System.nanoTime();
      Random random = new Random(seed);
      for (int i = 0; i < 10_000; i++) {
        codex.push(SenselessLines.next(random));
      }
      codex.notify(
          "turn/completed",
          "{\"threadId\":\"thread-1\",\"turn\":{\"id\":\"t1\",\"status\":\"completed\"}}");

      assertThat(Await.only(Await.all(turn), ai.band.codex.protocol.TurnEvent.Terminal.class))
          .as("seed %d", seed)
          .hasSize(1);
      assertThat(client.closed()).as("seed %d", seed).isNull();
      while (codex.hasNext()) {
        codex.next();
      }
      var call = ask(client, "still/there");
      JsonNode request = codex.next();
      while (!request.path("method").asString("").equals("still/there")) {
        request = codex.next();
      }
      codex.answer(request, "{}");
      assertThat(call.get(60, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void a_server_that_only_talks_nonsense_is_given_up() throws Exception {
    var opening =
        CompletableFuture.supplyAsync(
            () -> CodexClient.open(CodexOptions.defaults(), codex), Thread.ofVirtual()::start);
    codex.next("initialize");
    for (int i = 0; i < 1_000; i++) {
      codex.push("Welcome to the wrong program");
    }
    assertThatThrownBy(() -> opening.get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(CodexUnavailable.class)
        .hasMessageContaining("Welcome to the wrong program")
        .hasMessageContaining("npm install -g @openai/codex");
  }

  private static RpcFailed failed(String message) {
    return new RpcFailed("m", -32600, message, null);
  }

  private static CodexOptions quickRetry() {
    return CodexOptions.builder().overloadBackoff(Duration.ofMillis(2)).build();
  }

  private static CompletableFuture<JsonNode> ask(CodexClient client, String method) {
    return ask(client, method, Duration.ofSeconds(60));
  }

  private static CompletableFuture<JsonNode> ask(
      CodexClient client, String method, Duration limit) {
    return CompletableFuture.supplyAsync(
        () -> client.request(method, Json.object(), limit), Thread.ofVirtual()::start);
  }
}
