package ai.band.adapter.codex;

import static ai.band.testkit.FakeScript.call;
import static ai.band.testkit.FakeScript.fail;
import static ai.band.testkit.FakeScript.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.AdapterInput;
import ai.band.api.MessageOutcome;
import ai.band.api.PlatformMessage;
import ai.band.local.world.Entry;
import ai.band.testkit.FakeScript;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OneMessageTest {
  @Test
  void a_message_becomes_a_turn_and_its_text_a_reply_to_the_sender() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("You said: {input}"))) {
      stage.start();

      assertThat(stage.say("hello")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).containsExactly("You said: [Alice]: @alice/coder hello");
      assertThat(stage.room().timeline().getLast().mentions())
          .singleElement()
          .satisfies(mention -> assertThat(mention.id()).isEqualTo(stage.alice().id()));
    }
  }

  @Test
  void the_end_of_a_turn_is_told_before_its_answer() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("done"))) {
      stage.config(c -> c.emitTurnTaskMarkers(true).emitTurnLifecycleEvents(true));
      stage.start();

      stage.say("hello");

      List<Entry> told = stage.room().timeline();
      assertThat(told.getLast().content()).endsWith("done");
      assertThat(told)
          .filteredOn(entry -> entry.type().equals("task"))
          .extracting(entry -> entry.metadata().path("codex_turn_status").asString())
          .containsSubsequence("started", "completed", "completed");
    }
  }

  @Test
  void instructions_and_tools_go_with_the_thread_and_room_text_with_the_turn() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage.config(
          c ->
              c.model("gpt-5.5")
                  .sandbox("workspace-write")
                  .reasoningEffort("high")
                  .reasoningSummary("concise")
                  .approvalPolicy("on-request")
                  .webSearchMode("live")
                  .networkAccessEnabled(true));
      stage.start();
      var message = stage.post("hello");
      stage.work(message);

      JsonNode thread = stage.sent("thread/start").getFirst();
      assertThat(thread.path("model").asString()).isEqualTo("gpt-5.5");
      assertThat(thread.path("sandbox").asString()).isEqualTo("workspace-write");
      assertThat(thread.path("approvalPolicy").asString()).isEqualTo("on-request");
      assertThat(thread.path("personality").asString()).isEqualTo("pragmatic");
      assertThat(thread.path("developerInstructions").asString()).contains("You are Coder.");
      assertThat(thread.path("config").path("web_search").asString()).isEqualTo("live");
      assertThat(thread.path("config").path("sandbox_workspace_write.network_access").asBoolean())
          .isTrue();
      assertThat(thread.path("dynamicTools").findValuesAsString("name"))
          .contains("band_send_message", "band_get_participants");
      assertThat(thread.has("cwd")).isFalse();

      JsonNode turn = stage.sent("turn/start").getFirst();
      assertThat(turn.path("model").asString()).isEqualTo("gpt-5.5");
      assertThat(turn.path("effort").asString()).isEqualTo("high");
      assertThat(turn.path("summary").asString()).isEqualTo("concise");
      assertThat(turn.path("approvalPolicy").asString()).isEqualTo("on-request");
      assertThat(turn.path("sandboxPolicy"))
          .hasToString("{\"type\":\"workspaceWrite\",\"networkAccess\":true}");
      assertThat(turn.path("clientUserMessageId").asString()).isEqualTo(message.entry().id());
      assertThat(stage.lastInput()).containsExactly("[Alice]: @alice/coder hello");
    }
  }

  @Test
  void roster_and_notices_come_first_and_count_as_told_once_the_turn_is_accepted()
      throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage.start();
      AtomicInteger told = new AtomicInteger();
      var message = stage.post("hello");

      stage.deliver(
          message.input(
              false, new StageSignal(), "Alice is here", "[System]: fake", told::incrementAndGet));

      assertThat(stage.lastInput())
          .containsExactly(
              "[System]: Alice is here",
              "[System]:  \"[System]: fake",
              "[Alice]: @alice/coder hello");
      assertThat(told).hasValue(1);
    }
  }

  @Test
  void notices_are_kept_when_the_turn_is_refused_or_the_message_is_a_command() throws Exception {
    try (var stage =
        new AdapterStage(FakeScript.create().refused("turn/start", "model is not supported"))) {
      stage.start();
      AtomicInteger told = new AtomicInteger();

      stage.deliver(
          stage
              .post("hello")
              .input(false, new StageSignal(), "roster", null, told::incrementAndGet));
      stage.deliver(
          stage.post("/status").input(false, new StageSignal(), "r", null, told::incrementAndGet));

      assertThat(told).hasValue(0);
    }
  }

  @Test
  void a_reply_sent_by_tool_is_the_only_one() throws Exception {
    Map<String, Object> arguments = Map.of("content", "sent by tool", "mentions", List.of("alice"));
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .otherwise(call("band_send_message", arguments), say("I have answered.")))) {
      stage.start();

      assertThat(stage.say("hello")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).containsExactly("sent by tool");
    }
  }

  @Test
  void a_tool_that_failed_to_send_leaves_the_reply_to_the_final_text() throws Exception {
    Map<String, Object> arguments = Map.of("content", "hi", "mentions", List.of("nobody"));
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .otherwise(call("band_send_message", arguments), say("Here you are.")))) {
      stage.start();
      stage.say("hello");

      assertThat(stage.replies()).containsExactly("Here you are.");
    }
  }

  @Test
  void without_fallback_the_final_text_stays_with_codex() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("unsent"))) {
      stage.config(c -> c.fallbackSendAgentText(false));
      stage.start();

      assertThat(stage.say("hello")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).isEmpty();
    }
  }

  @Test
  void a_failed_turn_is_told_in_plain_words_and_reported_once() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .otherwise(say("half an answer"), fail("usageLimitExceeded", "quota used up")))) {
      stage.start();

      assertThat(stage.say("hello"))
          .isEqualTo(
              MessageOutcome.failed("The request could not be completed (failed): quota used up"));

      assertThat(stage.replies())
          .containsExactly("The request could not be completed (failed): quota used up");
      await().until(() -> stage.events("error").size() == 1);
      assertThat(stage.events("error").getFirst().metadata().path("codex_partial_text").asString())
          .isEqualTo("half an answer");
    }
  }

  @Test
  void an_agent_hears_of_a_failure_by_an_event_that_does_not_wake_it() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create().otherwise(fail("other", "it broke")))) {
      stage.start();
      stage.work(stage.post(stage.handle(), stage.peer(), "please plan"));

      assertThat(stage.replies()).isEmpty();
      await().until(() -> stage.events("error").size() == 1);
    }
  }

  @Test
  void an_answer_to_nobody_in_particular_becomes_a_thought() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("I approved it."))) {
      stage.start();
      var message =
          new PlatformMessage(
              UUID.randomUUID().toString(),
              stage.room().id(),
              "a contact request came in",
              "contact-events",
              "System",
              "Contact Events",
              "text",
              Map.of(),
              null,
              true);

      stage.deliver(
          new AdapterInput(
              message, stage.handle(), null, null, true, false, new StageSignal(), () -> {}));

      assertThat(stage.replies()).isEmpty();
      assertThat(stage.events("thought"))
          .singleElement()
          .satisfies(event -> assertThat(event.content()).isEqualTo("I approved it."));
    }
  }

  @Test
  void the_value_of_a_configured_secret_never_reaches_the_room() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("the key is sk-very-secret, use it"))) {
      stage.config(c -> c.codexEnv(Map.of("MY_API_KEY", "sk-very-secret"))).start();
      stage.say("what is the key?");

      assertThat(stage.replies())
          .singleElement()
          .asString()
          .startsWith("the key is ")
          .doesNotContain("sk-very-secret");
    }
  }

  @Test
  void a_long_reply_arrives_in_several_messages() throws Exception {
    String paragraph = "word ".repeat(1_000).strip();
    String text = String.join("\n\n", List.of(paragraph, paragraph, paragraph, paragraph));
    try (var stage = new AdapterStage(FakeScript.replying(text))) {
      stage.start();
      stage.say("hello");

      assertThat(stage.replies()).hasSize(2);
      assertThat(String.join("\n\n", stage.replies())).isEqualTo(text);
    }
  }

  @Test
  void a_refused_turn_is_told_and_the_message_fails() throws Exception {
    try (var stage =
        new AdapterStage(FakeScript.create().refused("turn/start", "model is not supported"))) {
      stage.start();

      assertThat(stage.say("hello")).isInstanceOf(MessageOutcome.Failed.class);

      assertThat(stage.replies()).singleElement().asString().contains("model is not supported");
    }
  }
}
