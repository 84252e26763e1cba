package ai.band.adapter.codex;

import static ai.band.testkit.FakeScript.call;
import static ai.band.testkit.FakeScript.say;
import static ai.band.testkit.FakeScript.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.api.AdapterFeatures;
import ai.band.api.BandConfigException;
import ai.band.api.Capability;
import ai.band.api.Emit;
import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal.Cause;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ToolsTest {
  @Test
  void the_model_may_change_its_own_settings_for_this_room_only() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .when(
                    "please switch",
                    call("setmodel", Map.of("model", "gpt-fake-max")),
                    call("setreasoning", Map.of("effort", "high", "summary", "none")),
                    say("{input}"))
                .otherwise(say("ok")))) {
      stage.config(c -> c.enableSelfConfigTools(true)).start();
      stage.say("please switch");
      stage.say("go on");
      JsonNode next = stage.sent("turn/start").getLast();
      StageRoom other = new StageRoom(stage, stage.newRoom(), false);
      stage.work(stage.post(other, stage.alice(), "hello"));
      JsonNode elsewhere = stage.sent("turn/start").getLast();

      assertThat(stage.replies().getFirst())
          .isEqualTo("For later turns: effort=high, summary=none");
      assertThat(next.path("model").asString()).isEqualTo("gpt-fake-max");
      assertThat(next.path("effort").asString()).isEqualTo("high");
      assertThat(next.path("summary").asString()).isEqualTo("none");
      assertThat(elsewhere.path("model").asString()).isEqualTo("gpt-fake-mini");
      assertThat(elsewhere.has("effort")).isFalse();
    }
  }

  @Test
  void a_bad_setting_is_answered_with_the_valid_ones_and_changes_nothing() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .otherwise(
                    call("setreasoning", Map.of("effort", "high", "summary", "long")),
                    say("{input}")))) {
      stage.config(c -> c.enableSelfConfigTools(true)).start();
      stage.say("switch");
      stage.say("go on");

      assertThat(stage.replies().getFirst()).contains("auto, concise, detailed, none");
      assertThat(stage.sent("turn/start").getLast().has("effort")).isFalse();
    }
  }

  @Test
  void with_the_option_the_model_gets_the_tools_and_the_room_hears_nothing_of_their_use()
      throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .when("what is set", call("setreasoning", Map.of()), say("{input}"))
                .when("no name", call("setmodel", Map.of("model", " ")), say("{input}"))
                .otherwise(
                    call("setmodel", Map.of("model", "gpt-fake-max")),
                    call("setreasoning", Map.of("effort", "low")),
                    say("{input}")))) {
      stage.config(c -> c.enableSelfConfigTools(true).reasoningSummary("concise"));
      stage.builder(b -> b.features(AdapterFeatures.emitting(Emit.EXECUTION))).start();
      stage.say("what is set?");
      stage.say("give it no name");
      stage.say("change it");
      stage.say("go on");

      assertThat(toolNames(stage)).contains("setmodel", "setreasoning");
      assertThat(stage.replies().get(0)).isEqualTo("effort=default, summary=concise");
      assertThat(answers(stage).get(1).toString()).contains("model: must be the name of a model");
      assertThat(stage.replies().get(2)).isEqualTo("For later turns: effort=low");
      JsonNode third = stage.sent("turn/start").get(2);
      assertThat(third.path("model").asString())
          .as("nothing changed so far")
          .isEqualTo("gpt-fake-mini");
      JsonNode next = stage.sent("turn/start").getLast();
      assertThat(next.path("model").asString()).isEqualTo("gpt-fake-max");
      assertThat(next.path("effort").asString()).isEqualTo("low");
      assertThat(next.path("summary").asString()).isEqualTo("concise");
      assertThat(stage.events("tool_call")).isEmpty();
      assertThat(stage.events("tool_result")).isEmpty();
    }
  }

  @Test
  void without_the_option_the_model_gets_no_such_tools() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage.start();
      stage.say("hello");

      assertThat(toolNames(stage)).doesNotContain("setmodel", "setreasoning");
    }
  }

  @Test
  void a_described_tool_runs_its_handler_and_without_one_it_fails() throws Exception {
    Map<String, Object> weather = spec("weather");
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .when("rain", call("weather", Map.of("city", "Oslo")), say("{input}"))
                .otherwise(call("tides", Map.of()), say("tides are unknown")))) {
      stage
          .config(c -> c.additionalDynamicTools(List.of(weather, spec("tides"))))
          .builder(b -> b.toolHandler("weather", a -> "rain in " + a.path("city").asString("")))
          .start();
      stage.say("will it rain?");
      stage.say("when is high tide?");

      assertThat(toolNames(stage)).contains("weather", "tides");
      assertThat(stage.replies()).containsExactly("rain in Oslo", "tides are unknown");
      assertThat(answers(stage).getLast().path("success").asBoolean()).isFalse();
      assertThat(answers(stage).getLast().toString()).contains("Unknown tool: tides");
    }
  }

  @Test
  void a_described_tool_with_a_taken_name_is_left_out() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage
          .config(
              c ->
                  c.additionalDynamicTools(
                      List.of(spec("band_send_message"), spec("x"), spec("x"))))
          .start();
      stage.say("hello");

      assertThat(toolNames(stage)).containsOnlyOnce("band_send_message", "x");
    }
  }

  @Test
  void a_name_that_codex_would_refuse_stops_the_start() {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage.config(c -> c.additionalDynamicTools(List.of(spec("no spaces"))));

      assertThatThrownBy(stage::start)
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("no spaces");
    }
  }

  @Test
  void without_the_experimental_interface_no_tools_are_offered() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage.config(c -> c.experimentalApi(false)).start();
      stage.say("hello");

      assertThat(stage.sent("thread/start").getFirst().has("dynamicTools")).isFalse();
      assertThat(stage.sent("initialize").getFirst().path("capabilities"))
          .hasToString("{\"experimentalApi\":false}");
    }
  }

  @Test
  void capabilities_bring_tools_and_filters_take_them_away() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage
          .builder(
              b ->
                  b.features(
                      new AdapterFeatures(
                          Set.of(Capability.MEMORY),
                          Set.of(),
                          null,
                          List.of("band_create_chatroom"),
                          null)))
          .start();
      stage.say("hello");

      assertThat(toolNames(stage))
          .contains("band_store_memory", "band_send_message")
          .doesNotContain("band_create_chatroom", "band_add_contact");
    }
  }

  @Test
  void the_hub_room_always_has_the_contact_tools() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage.start();
      StageRoom hub = new StageRoom(stage, stage.newRoom(), true);
      stage.work(stage.post(hub, stage.alice(), "a request came in"));

      assertThat(toolNames(stage)).contains("band_respond_contact_request");
      assertThat(stage.sent("thread/start").getFirst().path("developerInstructions").asString())
          .contains("## Contacts");
    }
  }

  @Test
  void calls_of_one_turn_run_side_by_side() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    ObjectNode together = step("together");
    together.putArray("steps").add(call("meet", Map.of())).add(call("meet", Map.of()));
    try (var stage = new AdapterStage(FakeScript.create().otherwise(together, say("met")))) {
      stage
          .config(c -> c.additionalDynamicTools(List.of(spec("meet"))))
          .builder(
              b ->
                  b.toolHandler(
                      "meet",
                      a -> {
                        both.countDown();
                        return String.valueOf(both.await(60, TimeUnit.SECONDS));
                      }))
          .start();
      stage.say("meet");

      assertThat(stage.replies()).containsExactly("met");
      assertThat(both.getCount()).isZero();
    }
  }

  @Test
  void a_tool_that_still_runs_when_the_turn_is_stopped_is_interrupted() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    try (var stage =
        new AdapterStage(FakeScript.create().otherwise(call("dig", Map.of()), say("dug")))) {
      stage
          .config(c -> c.additionalDynamicTools(List.of(spec("dig"))))
          .builder(
              b ->
                  b.toolHandler(
                      "dig",
                      a -> {
                        running.countDown();
                        try {
                          new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                          interrupted.set(true);
                          throw e;
                        }
                        return "never";
                      }))
          .start();
      StageSignal signal = new StageSignal();
      Future<MessageOutcome> turn = stage.start(stage.post("dig"), signal);
      assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();

      signal.raise(Cause.INTERRUPTED);

      assertThat(turn.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
      await().untilTrue(interrupted);
      assertThat(stage.replies()).isEmpty();
    }
  }

  @Test
  void a_band_tool_whose_call_hangs_becomes_an_error_for_the_model() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .otherwise(
                    call(
                        "band_send_message",
                        Map.of("content", "hello", "mentions", List.of("alice"))),
                    say("sorry")))) {
      stage.builder(b -> b.platformCallLimit(Duration.ofMillis(200))).start();
      var message = stage.post("tell her");
      stage
          .band()
          .faults()
          .add(
              RestFault.on("createAgentChatMessage")
                  .inBody("hello")
                  .delay(Duration.ofMinutes(5), Occasion.ALWAYS));

      assertThat(stage.work(message)).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).containsExactly("sorry");
      assertThat(stage.servers().getLast().sent())
          .map(sent -> sent.path("result"))
          .filteredOn(result -> result.has("contentItems"))
          .singleElement()
          .satisfies(
              result -> {
                assertThat(result.path("success").asBoolean(true)).isFalse();
                assertThat(result.path("contentItems").path(0).path("text").asString())
                    .startsWith("Error: band_send_message did not answer within 200 ms")
                    .contains("look before you call it again");
              });
    }
  }

  @Test
  void a_request_that_belongs_to_no_turn_is_answered_all_the_same() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("ok"))) {
      stage.start();
      stage.say("hello");
      String thread = stage.sent("turn/start").getFirst().path("threadId").asString();

      stage.servers().getLast().push(request(71, "item/tool/call", thread));
      stage.servers().getLast().push(request(72, "item/commandExecution/requestApproval", thread));
      stage.servers().getLast().push(request(73, "no/such/method", thread));

      await().until(() -> answerTo(stage, 71).path("success").isBoolean());
      await().until(() -> answerTo(stage, 72).path("decision").asString("").equals("decline"));
      await()
          .until(
              () ->
                  stage.servers().getLast().sent().stream()
                      .anyMatch(
                          m ->
                              m.path("id").asInt(-1) == 73
                                  && m.path("error").path("code").asInt() == -32601));
      assertThat(answerTo(stage, 71).path("success").asBoolean()).isFalse();
    }
  }

  @Test
  void features_may_not_be_given_in_both_forms() {
    assertThatThrownBy(
            () ->
                CodexAdapter.builder()
                    .features(AdapterFeatures.emitting(Emit.THOUGHTS))
                    .emit(Emit.EXECUTION)
                    .build())
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("features");
  }

  private static Map<String, Object> spec(String name) {
    return Map.of("name", name, "description", "A tool.", "inputSchema", Map.of("type", "object"));
  }

  private static List<String> toolNames(AdapterStage stage) {
    return stage.sent("thread/start").getLast().path("dynamicTools").findValuesAsString("name");
  }

  private static List<JsonNode> answers(AdapterStage stage) {
    return stage.servers().getLast().sent().stream()
        .map(message -> message.path("result"))
        .filter(result -> result.has("contentItems"))
        .toList();
  }

  private static JsonNode answerTo(AdapterStage stage, int id) {
    return stage.servers().getLast().sent().stream()
        .filter(message -> message.path("id").asInt(-1) == id && !message.has("method"))
        .findFirst()
        .map(message -> message.path("result"))
        .orElse(JsonMapper.shared().missingNode());
  }

  private static String request(int id, String method, String thread) {
    return "{\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":{\"threadId\":\""
        + thread
        + "\",\"turnId\":\"gone\",\"itemId\":\"i\",\"tool\":\"band_get_participants\","
        + "\"callId\":\"c\",\"arguments\":{}}}";
  }
}
