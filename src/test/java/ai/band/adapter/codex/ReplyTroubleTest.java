package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.Emit;
import ai.band.api.MessageOutcome;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Entry;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of answers and reports when Band is slow, refuses or fails. */
class ReplyTroubleTest {
  private static final String POST = "createAgentChatMessage";
  private static final String REPORT = "createAgentChatEvent";

  private AdapterStage stage;

  private void start(ObjectNode... steps) throws Exception {
    stage = new AdapterStage(FakeScript.create().otherwise(steps));
    stage.builder(builder -> builder.emit(Emit.values()));
    stage.start();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 403})
  void an_answer_that_cannot_be_posted_is_told_and_posted_by_the_next_attempt(int status)
      throws Exception {
    start(FakeScript.say("the answer"));
    stage.band().faults().add(RestFault.on(POST).status(status, Occasion.ALWAYS));
    var message = stage.post("one");

    assertThat(stage.work(message)).isInstanceOf(MessageOutcome.Failed.class);
    await().until(() -> !stage.events("error").isEmpty());
    assertThat(again(message)).isInstanceOf(MessageOutcome.Failed.class);
    stage.band().faults().clear();
    assertThat(again(message)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).containsExactly("the answer");
    assertThat(stage.sent("turn/start")).as("the model is asked once").hasSize(1);
    assertThat(stage.events("error"))
        .as("the room is told once")
        .singleElement()
        .satisfies(event -> assertThat(event.content()).contains("could not be posted"));
  }

  @Test
  void an_answer_to_somebody_who_cannot_be_mentioned_any_more_becomes_a_thought() throws Exception {
    start(FakeScript.say("the answer"));
    stage.band().faults().add(RestFault.on(POST).status(422, Occasion.ALWAYS));

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.events("thought")).extracting(Entry::content).containsExactly("the answer");
  }

  @Test
  void a_message_that_is_too_large_for_something_on_the_way_is_sent_in_smaller_ones()
      throws Exception {
    start(FakeScript.say("words of the answer, ".repeat(500).strip()));
    stage.band().faults().add(RestFault.on(POST).status(413, Occasion.times(3)));

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    assertThat(String.join(" ", stage.replies()))
        .isEqualTo("words of the answer, ".repeat(500).strip());
    assertThat(stage.replies()).hasSizeGreaterThan(2);
  }

  @Test
  void a_band_that_takes_only_short_messages_gets_short_ones() throws Exception {
    start(FakeScript.say("words of the answer, ".repeat(500).strip()));
    stage.band().world().features().maxMessageCharacters(3_000);

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    assertThat(String.join(" ", stage.replies()))
        .isEqualTo("words of the answer, ".repeat(500).strip());
    assertThat(stage.replies()).allMatch(part -> part.length() <= 3_000);
  }

  @Test
  void an_answer_waits_five_seconds_for_the_reports_and_then_overtakes_them() throws Exception {
    start(steps(30, FakeScript.say("the answer")));
    slowReports(400);

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    int before = reports();
    assertThat(stage.replies()).containsExactly("the answer");
    assertThat(before).as("reports before the answer").isBetween(2, 50);
    stage.band().faults().clear();
    await().atMost(Duration.ofSeconds(60)).until(() -> reports() == 60);
    assertThat(stage.events("tool_result"))
        .extracting(event -> event.content().replaceAll(".*call_(\\d+).*", "$1"))
        .isEqualTo(numbers(30));
  }

  @Test
  void a_request_for_approval_overtakes_the_reports() throws Exception {
    start(steps(30, FakeScript.run("touch x").put("approve", true)));
    slowReports(400);

    var outcome = stage.start(stage.post("one"), new StageSignal());
    await().atMost(Duration.ofSeconds(60)).until(() -> !stage.replies().isEmpty());
    assertThat(reports()).as("reports before the question").isLessThan(58);
    await().until(() -> stage.events("task").stream().anyMatch(ReplyTroubleTest::isRequest));
    assertThat(reports()).as("reports before the event").isLessThan(58);
    stage.band().faults().clear();
    stage.work(stage.post("/approve"));

    assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
  }

  @Test
  void reports_that_cannot_be_posted_are_counted_and_cost_no_answer() throws Exception {
    start(steps(2, FakeScript.say("the answer")));
    stage.say("first, so that the thread is mapped");
    stage.band().faults().add(RestFault.on(REPORT).status(422, Occasion.ALWAYS));

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).hasSize(2);
    var session = stage.adapter().rooms().sessions().find(stage.room().id());
    assertThat(session.outbox().drain(Duration.ofSeconds(60))).isTrue();
    assertThat(session.outbox().undelivered()).isGreaterThanOrEqualTo(4);
  }

  private void slowReports(int millis) {
    var delay = RestFault.on(REPORT).delay(Duration.ofMillis(millis), Occasion.ALWAYS);
    stage.band().faults().add(delay);
  }

  private int reports() {
    return stage.events("tool_call").size() + stage.events("tool_result").size();
  }

  private MessageOutcome again(AdapterStage.Message message) throws Exception {
    return stage.deliver(message, true, new StageSignal());
  }

  private static boolean isRequest(Entry event) {
    return event.metadata().path("codex_event_type").asString("").equals("approval_request");
  }

  private static ObjectNode[] steps(int commands, ObjectNode last) {
    List<ObjectNode> steps = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      steps.add(FakeScript.run("echo " + i));
    }
    steps.add(last);
    return steps.toArray(ObjectNode[]::new);
  }

  private static List<String> numbers(int count) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }
}
