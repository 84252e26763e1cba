package ai.band.adapter.codex;

import static ai.band.testkit.FakeScript.call;
import static ai.band.testkit.FakeScript.say;
import static ai.band.testkit.FakeScript.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.tool.AdditionalTools;
import ai.band.api.BandConfigException;
import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal.Cause;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.testkit.FakeScript;
import ai.band.tools.ToolResult;
import ai.band.tools.custom.CustomTool;
import ai.band.tools.custom.Default;
import ai.band.tools.custom.Describe;
import ai.band.tools.custom.Range;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CustomToolsTest {
  @Describe("Looks up the weather of a city.")
  record WeatherInput(
      @Describe("Name of the city.") String city,
      @Range(min = 1, max = 14) @Default("3") int days) {}

  record DigInput() {}

  @Test
  void a_record_and_a_function_are_a_tool() throws Exception {
    try (var stage =
        stageCalling("weather", Map.of("city", "Oslo"))
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(
                            WeatherInput.class,
                            in -> "rain in " + in.city() + " for " + in.days() + " days")))) {
      stage.start();
      stage.say("will it rain?");

      assertThat(stage.replies()).containsExactly("rain in Oslo for 3 days");
      JsonNode offered = stage.sent("thread/start").getFirst().path("dynamicTools");
      assertThat(offered.get(offered.size() - 1))
          .isEqualTo(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("type", "function")
                  .put("name", "weather")
                  .put("description", "Looks up the weather of a city.")
                  .set("inputSchema", CustomTool.of(WeatherInput.class, in -> "").inputSchema()));
    }
  }

  @Test
  void wrong_arguments_are_told_to_the_model_and_the_function_is_not_called() throws Exception {
    AtomicBoolean called = new AtomicBoolean();
    try (var stage =
        stageCalling("weather", Map.of("days", 30))
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(
                            WeatherInput.class,
                            in -> {
                              called.set(true);
                              return "";
                            })))) {
      stage.start();
      stage.say("go");

      assertThat(answer(stage))
          .isEqualTo(
              ToolResult.failed(
                  "Invalid arguments for weather: city: is required; days: must be from 1 to 14,"
                      + " not 30"));
      assertThat(called).isFalse();
    }
  }

  @Test
  void what_a_function_throws_is_told_to_the_model_and_the_turn_goes_on() throws Exception {
    List<ToolResult> results = new ArrayList<>();
    for (Throwable thrown :
        List.of(
            new IllegalStateException("no rain gauge"),
            new java.io.IOException(),
            new AssertionError("impossible"))) {
      try (var stage =
          stageCalling("dig", Map.of())
              .builder(
                  b ->
                      b.tool(
                          CustomTool.of(
                              DigInput.class,
                              () -> {
                                if (thrown instanceof Error error) {
                                  throw error;
                                }
                                throw (Exception) thrown;
                              })))) {
        stage.start();
        assertThat(stage.say("go")).isEqualTo(MessageOutcome.processed());
        results.add(answer(stage));
      }
    }

    assertThat(results)
        .containsExactly(
            ToolResult.failed("Error: no rain gauge"),
            ToolResult.failed("Error: IOException"),
            ToolResult.failed("Error: impossible"));
  }

  @Test
  void a_call_that_takes_too_long_is_interrupted_and_told() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (var stage =
        stageCalling("dig", Map.of())
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(DigInput.class, () -> waitForEver(interrupted))
                            .within(Duration.ofMillis(700))))) {
      stage.start();
      stage.say("go");

      assertThat(answer(stage))
          .isEqualTo(ToolResult.failed("Error: dig did not answer within 700 ms and was stopped."));
      assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_call_that_heeds_no_interrupt_holds_nobody_up() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (var stage =
        stageCalling("dig", Map.of())
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(
                                DigInput.class,
                                () -> {
                                  awaitStubbornly(release, new CountDownLatch(1));
                                  ended.countDown();
                                  return "late";
                                })
                            .within(Duration.ofMillis(700))))) {
      stage.start();
      assertThat(stage.say("go")).isEqualTo(MessageOutcome.processed());
      release.countDown();

      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(answers(stage)).hasSize(1);
      assertThat(answer(stage).text()).contains("did not answer within 700 ms");
    }
  }

  @Test
  void a_future_that_never_comes_is_cancelled_at_the_limit() throws Exception {
    CompletableFuture<String> never = new CompletableFuture<>();
    try (var stage =
        stageCalling("dig", Map.of())
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(DigInput.class, () -> never)
                            .within(Duration.ofMillis(700))))) {
      stage.start();
      stage.say("go");

      assertThat(answer(stage).text()).contains("did not answer within 700 ms");
      await().until(never::isCancelled);
    }
  }

  @Test
  void calls_of_one_turn_overlap() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    ObjectNode together = step("together");
    together.putArray("steps").add(call("dig", Map.of())).add(call("dig", Map.of()));
    try (var stage =
        new AdapterStage(FakeScript.create().otherwise(together, say("dug")))
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(
                            DigInput.class,
                            () -> {
                              both.countDown();
                              return both.await(60, TimeUnit.SECONDS) ? "together" : "alone";
                            })))) {
      stage.start();
      stage.say("go");

      assertThat(answers(stage))
          .containsExactly(ToolResult.ok("together"), ToolResult.ok("together"));
    }
  }

  @Test
  void a_call_at_work_when_the_turn_is_stopped_is_interrupted_and_its_result_dropped()
      throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (var stage =
        stageCalling("dig", Map.of())
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(
                            DigInput.class,
                            () -> {
                              running.countDown();
                              awaitStubbornly(release, interrupted);
                              ended.countDown();
                              return "too late";
                            })))) {
      stage.start();
      StageSignal signal = new StageSignal();
      Future<MessageOutcome> turn = stage.start(stage.post("go"), signal);
      assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();

      signal.raise(Cause.INTERRUPTED);

      assertThat(turn.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
      assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
      release.countDown();
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(stage.replies()).isEmpty();
      assertThat(stage.servers().getLast().sent().toString()).doesNotContain("too late");
    }
  }

  @Test
  void a_huge_result_is_cut_and_says_so() throws Exception {
    try (var stage =
        stageCalling("dig", Map.of())
            .builder(b -> b.tool(CustomTool.of(DigInput.class, () -> "x".repeat(250_000))))) {
      stage.start();
      stage.say("go");

      String text = answer(stage).text();
      assertThat(text)
          .endsWith("… cut: the result has 250000 characters; these are the first 100000.");
      assertThat(text.length()).isLessThan(100_200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "band_send_message,this is the name of a Band tool",
    "band_store_memory,this is the name of a Band tool",
    "setmodel,there are two tools of this name",
    "exec_command,Codex has a tool of this name",
    "weather,there are two tools of this name"
  })
  void a_name_that_is_taken_stops_the_build(String name, String why) throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage
          .config(c -> c.enableSelfConfigTools(true))
          .builder(
              b ->
                  b.tools(
                      List.of(
                          CustomTool.of(WeatherInput.class, in -> ""),
                          CustomTool.of(DigInput.class, () -> "").named(name))));

      assertThatThrownBy(stage::start)
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("tool '" + name + "'")
          .hasMessageContaining(why);
    }
  }

  @Test
  void a_name_that_a_described_tool_has_stops_the_start() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage
          .config(
              c ->
                  c.additionalDynamicTools(
                      List.of(Map.of("name", "dig", "description", "d", "inputSchema", Map.of()))))
          .builder(b -> b.tool(CustomTool.of(DigInput.class, () -> "")));

      assertThatThrownBy(stage::start)
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("tool 'dig': there are two tools of this name");
    }
  }

  @Test
  void all_taken_names_are_told_together() {
    assertThatThrownBy(
            () ->
                CodexAdapter.builder()
                    .tool(CustomTool.of(DigInput.class, () -> "").named("band_get_task"))
                    .tool(CustomTool.of(DigInput.class, () -> "").named("view_image"))
                    .build())
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("band_get_task")
        .hasMessageContaining("view_image");
  }

  @Test
  void a_message_of_a_tool_is_the_reply_when_band_took_it_and_only_then() throws Exception {
    Map<String, Object> message = Map.of("content", "from a tool", "mentions", List.of("alice"));
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .otherwise(call("band_send_message", message), say("the final text")))) {
      stage.start();
      stage.say("first");
      assertThat(stage.replies()).containsExactly("from a tool");

      stage
          .band()
          .faults()
          .add(
              RestFault.on("createAgentChatMessage")
                  .inBody("from a tool")
                  .status(422, Occasion.times(1)));
      stage.say("second");

      assertThat(stage.replies()).containsExactly("from a tool", "the final text");
      assertThat(answer(stage).success()).isFalse();
      assertThat(answer(stage).text()).contains("status 422");
    }
  }

  @Test
  void a_call_that_codex_withdraws_is_interrupted_while_the_turn_goes_on() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (var stage =
        stageCalling("dig", Map.of())
            .builder(
                b ->
                    b.tool(
                        CustomTool.of(
                            DigInput.class,
                            () -> {
                              running.countDown();
                              return waitForEver(interrupted);
                            })))) {
      stage.start();
      Future<MessageOutcome> turn = stage.start(stage.post("go"), new StageSignal());
      assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
      String thread = stage.sent("turn/start").getLast().path("threadId").asString();

      stage
          .servers()
          .getLast()
          .push(
              "{\"method\":\"serverRequest/resolved\",\"params\":{\"threadId\":\""
                  + thread
                  + "\",\"requestId\":0}}");

      assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(turn.isDone()).isFalse();
    }
  }

  @Test
  void a_described_tool_that_nobody_runs_is_warned_of_at_the_start() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(AdditionalTools.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage
          .config(
              c ->
                  c.additionalDynamicTools(
                      List.of(
                          Map.of("name", "tides", "description", "d", "inputSchema", Map.of()))))
          .builder(b -> b.toolHandler("tide", arguments -> "never called"))
          .start();

      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .anySatisfy(text -> assertThat(text).contains("nothing runs tides; its calls fail"))
          .anySatisfy(text -> assertThat(text).contains("toolHandler for tide is never called"));
    } finally {
      logger.detachAppender(logged);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "{'name':'t'},description: this must be a text|inputSchema: this must be a map",
    "{'name':'t';'description':'d';'parameters':{}},inputSchema: this must be a map",
    "{'name':'t';'description':'d';'inputSchema':{};'type':'namespace'},only function is possible"
  })
  void a_description_that_codex_would_refuse_stops_the_start(String spec, String problems)
      throws Exception {
    @SuppressWarnings("unchecked")
    Map<String, Object> described =
        JsonMapper.shared().readValue(spec.replace('\'', '"').replace(';', ','), Map.class);
    try (var stage = new AdapterStage(FakeScript.create())) {
      stage.config(c -> c.additionalDynamicTools(List.of(described)));

      assertThatThrownBy(stage::start)
          .isInstanceOf(BandConfigException.class)
          .hasMessageContainingAll(problems.split("\\|"));
    }
  }

  private static AdapterStage stageCalling(String tool, Map<String, Object> arguments) {
    return new AdapterStage(FakeScript.create().otherwise(call(tool, arguments), say("{input}")));
  }

  private static String waitForEver(CountDownLatch interrupted) throws InterruptedException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    return "never";
  }

  /** Waits for the first latch whatever comes, and opens the second one when interrupted. */
  private static void awaitStubbornly(CountDownLatch latch, CountDownLatch interrupted) {
    while (true) {
      try {
        boolean open = latch.await(60, TimeUnit.SECONDS);
        assertThat(open).isTrue();
        return;
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    }
  }

  private static ToolResult answer(AdapterStage stage) {
    return answers(stage).getLast();
  }

  private static List<ToolResult> answers(AdapterStage stage) {
    return stage.servers().getLast().sent().stream()
        .map(message -> message.path("result"))
        .filter(result -> result.has("contentItems"))
        .map(
            result ->
                new ToolResult(
                    result.path("success").asBoolean(),
                    result.path("contentItems").path(0).path("text").asString(),
                    false))
        .toList();
  }
}
