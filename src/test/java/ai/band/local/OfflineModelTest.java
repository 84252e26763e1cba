package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OfflineModelTest {
  private final OfflineModel model = OfflineModel.start(0);
  private final ModelConversation talk = new ModelConversation(model, "thread-1");

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void an_answer_streams_words_and_ends_with_the_whole_text_and_usage() throws Exception {
    model.script(request -> ModelReply.start().streamedText("one two three", Duration.ZERO));

    var answer = talk.ask("hello");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.kinds())
        .containsExactly(
            "response.created",
            "response.output_item.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_item.done",
            "response.completed");
    assertThat(answer.deltas()).containsExactly("one ", "two ", "three");
    assertThat(answer.text()).isEqualTo("one two three");
    var usage = answer.events().getLast().path("response").path("usage");
    assertThat(usage.path("total_tokens").asInt())
        .isEqualTo(usage.path("input_tokens").asInt() + usage.path("output_tokens").asInt());
  }

  @Test
  void a_text_in_one_piece_has_no_pieces_before_it() throws Exception {
    model.script(request -> ModelReply.start().text("at once").withoutUsage());

    var answer = talk.ask("hello");

    assertThat(answer.deltas()).isEmpty();
    assertThat(answer.text()).isEqualTo("at once");
    assertThat(answer.events().getLast().path("response").has("usage")).isFalse();
  }

  @Test
  void phases_reasoning_and_parallel_calls_are_items_in_order() throws Exception {
    model.script(
        request ->
            ModelReply.start()
                .reasoning("let me see")
                .phasedText("commentary", "Looking.")
                .call("exec_command", Map.of("cmd", "ls"))
                .namespacedCall("mcp__files", "read", Map.of())
                .customCall("apply_patch", "*** Begin Patch\n*** End Patch\n"));

    var answer = talk.ask("hello");

    assertThat(answer.items("reasoning").getFirst().path("summary").path(0).path("text").asString())
        .isEqualTo("let me see");
    assertThat(answer.items("message").getFirst().path("phase").asString()).isEqualTo("commentary");
    var calls = answer.items("function_call");
    assertThat(calls).hasSize(2);
    assertThat(calls.get(1).path("namespace").asString()).isEqualTo("mcp__files");
    var callIds =
        List.of(
            calls.get(0).path("call_id").asString(),
            calls.get(1).path("call_id").asString(),
            answer.items("custom_tool_call").getFirst().path("call_id").asString());
    assertThat(callIds).doesNotHaveDuplicates();
  }

  @Test
  void the_same_conversation_gets_the_same_ids_and_a_longer_one_gets_new_ids() throws Exception {
    model.script(request -> ModelReply.start().call("exec_command", Map.of("cmd", "ls")));
    var first = talk.ask("hello");
    var again = new ModelConversation(model, "thread-2").ask("hello");
    var later = talk.resume(first, "done");

    assertThat(again.call()).isEqualTo(first.call());
    assertThat(later.call().path("call_id")).isNotEqualTo(first.call().path("call_id"));
  }

  @Test
  void a_refusal_is_an_http_error_with_the_usual_body() throws Exception {
    model.script(request -> ModelReply.refusal(429, "rate_limit_exceeded", "Slow down."));

    var response = postRaw(validBody());

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.body()).contains("\"code\":\"rate_limit_exceeded\"").contains("Slow down.");
  }

  @Test
  void a_failed_response_and_a_response_that_goes_on_say_so_in_their_last_event() throws Exception {
    model.script(request -> ModelReply.start().failed("context_length_exceeded", "Too long."));
    var failed = talk.ask("hello").events().getLast();
    assertThat(failed.path("type").asString()).isEqualTo("response.failed");
    assertThat(failed.path("response").path("error").path("code").asString())
        .isEqualTo("context_length_exceeded");

    model.script(request -> ModelReply.start().text("more to come").goesOn());
    var open = talk.ask("hello").events().getLast();
    assertThat(open.path("response").path("end_turn").asBoolean(true)).isFalse();
  }

  @Test
  void a_cut_stream_breaks_the_connection() {
    model.script(request -> ModelReply.start().text("half").cut());

    assertThatThrownBy(() -> talk.ask("hello")).isInstanceOf(IOException.class);
  }

  @Test
  void headers_and_raw_events_reach_the_caller() throws Exception {
    model.script(
        request ->
            ModelReply.start()
                .header("x-codex-primary-used-percent", "42")
                .event(request.body().path("input").path(0)));

    var response = postRaw(validBody());

    assertThat(response.headers().firstValue("x-codex-primary-used-percent")).contains("42");
    assertThat(response.body()).contains("data: {\"type\":\"message\"");
  }

  @Test
  void one_answer_that_waits_does_not_hold_up_another() throws Exception {
    var release = new CountDownLatch(1);
    model.script(
        request ->
            request.threadId().equals("thread-1")
                ? ModelReply.start().hold(release).text("late")
                : ModelReply.start().text("early"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var late = threads.submit(() -> talk.ask("hello"));
      assertThat(new ModelConversation(model, "thread-2").ask("hello").text()).isEqualTo("early");
      assertThat(late.isDone()).isFalse();
      release.countDown();
      assertThat(late.get(60, TimeUnit.SECONDS).text()).isEqualTo("late");
    }
  }

  @Test
  void requests_are_remembered_by_thread_and_only_the_newest() throws Exception {
    model.script(request -> ModelReply.start().text("ok"));
    for (int i = 0; i < OfflineModel.REMEMBERED_REQUESTS; i++) {
      new ModelConversation(model, "other").ask("hello " + i);
    }
    talk.ask("[System]: people", "[Alice]: the newest");

    assertThat(model.requests()).hasSize(OfflineModel.REMEMBERED_REQUESTS);
    assertThat(model.requests().getFirst().lastUserText()).isEqualTo("hello 1");
    assertThat(model.requests("thread-1")).hasSize(1);
    var request = model.requests("thread-1").getFirst();
    assertThat(request.lastUserText()).isEqualTo("[Alice]: the newest");
    assertThat(request.earlierUserTexts()).containsExactly("[System]: people");
    assertThat(request.model()).isEqualTo("gpt-5.5");
  }

  @Test
  void text_that_codex_adds_by_itself_is_not_taken_for_the_person() throws Exception {
    model.script(request -> ModelReply.start().text(request.lastUserText()));
    talk.addMessage("user", "<environment_context>\n<cwd>/workspace</cwd>");
    talk.addMessage("user", "[Alice]: hello");
    talk.addMessage("user", "<turn_aborted>\nstopped");

    var answer = talk.resumeNothing();

    assertThat(answer.text()).isEqualTo("[Alice]: hello");
    assertThat(model.requests().getFirst().userTexts()).containsExactly("[Alice]: hello");
  }

  @Test
  void wrong_requests_are_refused() throws Exception {
    var responses = URI.create(model.baseUrl() + "/responses");
    assertThat(talk.post(responses, "{not json").status()).isEqualTo(400);
    assertThat(talk.post(responses, "[]").status()).isEqualTo(400);
    assertThat(talk.post(responses, "{\"model\":\"m\",\"stream\":true}").status()).isEqualTo(400);
    assertThat(talk.post(responses, validBody().replace("true", "false")).status()).isEqualTo(400);
    assertThat(talk.post(URI.create(model.baseUrl() + "/chat"), validBody()).status())
        .isEqualTo(404);
    var get = HttpRequest.newBuilder(responses).GET().build();
    assertThat(send(get).statusCode()).isEqualTo(405);
  }

  @Test
  void a_script_that_throws_is_an_http_500() throws Exception {
    model.script(
        request -> {
          throw new IllegalStateException("no idea");
        });

    assertThat(postRaw(validBody()).body()).contains("no idea");
    model.unscript();
    assertThat(talk.ask("say hi").text()).isEqualTo("hi");
  }

  @Test
  void a_port_in_use_is_named() {
    assertThatThrownBy(() -> OfflineModel.start(model.baseUrl().getPort()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("port " + model.baseUrl().getPort());
  }

  @Test
  void the_codex_configuration_points_at_the_model() {
    assertThat(model.codexConfigToml())
        .contains("base_url = \"" + model.baseUrl() + "\"")
        .contains("model = \"gpt-5.5\"")
        .contains("request_max_retries = 0")
        .contains("plugins = false");

    var changed =
        model
            .codexConfig()
            .withModel("mock-model")
            .withApprovalPolicy("never")
            .withSandbox("workspace-write")
            .withRetries(2)
            .withFeature("request_permissions_tool")
            .withTopLevel("model_auto_compact_token_limit", "5000")
            .toToml();
    assertThat(changed)
        .contains("model = \"mock-model\"")
        .contains("approval_policy = \"never\"")
        .contains("sandbox_mode = \"workspace-write\"")
        .contains("stream_max_retries = 2")
        .contains("request_permissions_tool = true")
        .contains("model_auto_compact_token_limit = 5000\n");
  }

  private static String validBody() {
    return """
    {"model":"m","stream":true,"input":[{"type":"message","role":"user",\
    "content":[{"type":"input_text","text":"hi"}]}]}\
    """;
  }

  private HttpResponse<String> postRaw(String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(model.baseUrl() + "/responses"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
