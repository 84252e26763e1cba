package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.CodexAdapterBuilder;
import ai.band.api.AdapterFeatures;
import ai.band.api.Emit;
import ai.band.local.ModelReply;
import ai.band.local.ModelRequest;
import ai.band.local.world.Entry;
import ai.band.local.world.RegisteredAgent;
import ai.band.testkit.RoomStage;
import ai.band.tools.custom.CommandTool;
import ai.band.tools.custom.CustomTool;
import ai.band.tools.custom.Default;
import ai.band.tools.custom.Describe;
import ai.band.tools.custom.Range;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tools of the user's own, and one agent that brings in another, with the real Codex. */
@TestInstance(Lifecycle.PER_CLASS)
class ToolsIT {
  @Describe("Looks up the weather of a city.")
  record WeatherInput(
      @Describe("Name of the city.") String city,
      @Range(min = 1, max = 14) @Default("3") int days) {}

  record BreakInput() {}

  record HangInput() {}

  record MeetInput() {}

  record TreeInput(String name, List<TreeInput> children) {}

  private final RoomStage stage = RoomStage.open();
  private final AtomicInteger weatherCalls = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();
  private final CountDownLatch together = new CountDownLatch(2);

  @BeforeAll
  void start() {
    CodexAdapterBuilder adapter =
        CodexAdapter.builder()
            .config(stage.config(config -> config.model("gpt-5.5"))) // lists its tools one by one
            .features(new AdapterFeatures(Set.of(), Set.of(Emit.EXECUTION, Emit.TASK_EVENTS)))
            .tool(
                CustomTool.of(
                    WeatherInput.class,
                    in -> {
                      weatherCalls.incrementAndGet();
                      return Map.of("city", in.city(), "days", in.days());
                    }))
            .tool(
                CustomTool.of(
                    BreakInput.class,
                    () -> {
                      throw new IllegalStateException("the rain gauge is broken");
                    }))
            .tool(CustomTool.of(HangInput.class, this::hang).within(Duration.ofMillis(300)))
            .tool(
                CustomTool.of(
                    MeetInput.class,
                    () -> {
                      together.countDown();
                      return together.await(60, TimeUnit.SECONDS) ? "met" : "alone";
                    }))
            .tool(CustomTool.of(TreeInput.class, tree -> tree.children().getFirst().name()))
            .tool(
                CommandTool.named("echo_json")
                    .describedAs("Shows what it got.")
                    .command("cat")
                    .schema(Map.of("type", "object"))
                    .build());
    stage.startAgent(adapter.build());
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private String hang() throws InterruptedException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
    return "never";
  }

  private String ask(String text) {
    return stage.replyTo(stage.say(text));
  }

  @Test
  void a_tool_gets_checked_arguments_and_its_result_reaches_the_model() {
    assertThat(ask("call weather {\"city\":\"Oslo\",\"days\":\"5\"}"))
        .contains("weather gave: {\"")
        .contains("\"city\":\"Oslo\"")
        .contains("\"days\":5");
    assertThat(stage.events("tool_call"))
        .anySatisfy(event -> assertThat(event.content()).contains("weather", "Oslo"));
  }

  @Test
  void wrong_arguments_come_back_to_the_model_and_the_tool_is_not_run() {
    int before = weatherCalls.get();

    assertThat(ask("call weather {\"days\":99}"))
        .contains(
            "weather gave: Invalid arguments for weather: city: is required; days: must be from 1"
                + " to 14, not 99");
    assertThat(weatherCalls).hasValue(before);
  }

  @Test
  void what_a_tool_throws_is_told_and_the_turn_goes_on() {
    assertThat(ask("call break {}")).contains("break gave: Error: the rain gauge is broken");
  }

  @Test
  void a_tool_that_takes_too_long_is_stopped_and_the_turn_goes_on() {
    assertThat(ask("call hang {}"))
        .contains("hang gave: Error: hang did not answer within 300 ms and was stopped.");
    await().atMost(RoomStage.PATIENCE).until(() -> interrupted.get() > 0);
  }

  @Test
  void a_record_that_contains_itself_is_described_and_read() {
    assertThat(ask("call tree {\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}"))
        .contains("tree gave: b");
  }

  @Test
  void an_external_command_is_a_tool_like_any_other() {
    assertThat(ask("call echo_json {\"a\":[1,null]}").replace(" ", ""))
        .contains("{\"a\":[1,null]}");
  }

  @Test
  void the_model_is_offered_every_tool_with_its_description() {
    ask("say hello");
    ModelRequest request =
        stage.model().requests().stream()
            .filter(each -> !each.tools().isEmpty())
            .reduce((earlier, later) -> later)
            .orElseThrow();

    assertThat(request.tools()).contains("weather", "break", "hang", "meet", "tree", "echo_json");
    JsonNode weather =
        request
            .body()
            .path("tools")
            .valueStream()
            .filter(tool -> tool.path("name").asString("").equals("weather"))
            .findFirst()
            .orElseThrow();
    assertThat(weather.path("description").asString()).isEqualTo("Looks up the weather of a city.");
    assertThat(weather.path("parameters").path("properties").path("days").path("description"))
        .hasToString("\"From 1 to 14. Default: 3.\"");
    assertThat(weather.path("parameters").path("required")).hasToString("[\"city\"]");
  }

  @Test
  void two_calls_of_one_turn_run_at_the_same_time() {
    stage
        .model()
        .script(
            request ->
                request.lastUserText().contains("meet twice") && request.toolResults().isEmpty()
                    ? ModelReply.start().call("meet", Map.of()).call("meet", Map.of())
                    : ModelReply.start()
                        .text(
                            "results: "
                                + request.toolResults().stream()
                                    .map(ModelRequest.ToolResult::output)
                                    .toList()));
    try {
      assertThat(ask("meet twice")).contains("results: [met, met]");
    } finally {
      stage.model().unscript();
    }
  }

  @Test
  void an_agent_looks_up_a_peer_adds_it_and_the_peer_answers_in_the_room() throws Exception {
    RegisteredAgent planner =
        stage.band().world().directory().addAgent(stage.alice(), "Planner", "Makes plans");
    try (Agent second =
        Agent.builder()
            .adapter(CodexAdapter.builder().config(stage.config(config -> config)).build())
            .agentId(planner.id())
            .apiKey(planner.apiKey())
            .restUrl(stage.band().restUrl().toString())
            .wsUrl(stage.band().socketUrl().toString())
            .build()) {
      second.start();
      stage.model().script(ToolsIT::talk);

      Entry asked = stage.say("find somebody who knows the plan");

      assertThat(stage.repliesTo(stage.room(), asked))
          .singleElement()
          .asString()
          .contains("how many steps has the plan?", "@[[" + planner.id() + "]]");
      await()
          .atMost(RoomStage.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(stage.room().timeline())
                      .filteredOn(entry -> entry.isText() && entry.sender() == planner)
                      .singleElement()
                      .satisfies(
                          reply ->
                              assertThat(reply.content())
                                  .contains("the plan has three steps")
                                  .contains("@[[" + stage.bot().id() + "]]")));
    } finally {
      stage.model().unscript();
    }
  }

  /** One asks, the other answers, and the first has nothing to add. */
  private static ModelReply talk(ModelRequest request) {
    String text = request.lastUserText();
    if (text.contains("how many steps")) {
      return ModelReply.start().text("the plan has three steps");
    }
    if (!text.contains("find somebody")) {
      return ModelReply.start().text("");
    }
    List<ModelRequest.ToolResult> results = request.toolResults();
    return switch (results.size()) {
      case 0 -> ModelReply.start().call("band_lookup_peers", Map.of());
      case 1 ->
          ModelReply.start()
              .call(
                  "band_add_participant",
                  Map.of("identifier", handleIn(String.valueOf(results.getFirst().output()))));
      case 2 ->
          ModelReply.start()
              .call(
                  "band_send_message",
                  Map.of(
                      "content",
                      "how many steps has the plan?",
                      "mentions",
                      List.of(handleIn(String.valueOf(results.getFirst().output())))));
      default -> ModelReply.start().text("I have asked.");
    };
  }

  private static String handleIn(String peers) {
    return JsonMapper.shared().readTree(peers).path("data").path(0).path("handle").asString("");
  }
}
