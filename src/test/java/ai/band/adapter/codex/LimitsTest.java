package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.Emit;
import ai.band.api.MessageOutcome;
import ai.band.local.rest.CallLog.Call;
import ai.band.local.world.Entry;
import ai.band.testkit.FakeScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * More than a Band takes, through the whole adapter, to a Band that refuses what is over its
 * limits.
 */
class LimitsTest {
  private static final int LONGEST = 16_384;
  private static final JsonMapper JSON = JsonMapper.shared();

  private AdapterStage stage;

  private void start(ObjectNode... steps) throws Exception {
    stage = new AdapterStage(FakeScript.create().otherwise(steps));
    stage.band().world().features().maxMessageCharacters(LONGEST);
    stage.builder(builder -> builder.emit(Emit.values()));
    stage.config(
        config ->
            config
                .streamReasoningEvents(true)
                .streamPlanEvents(true)
                .emitDiffEvents(true)
                .emitTurnLifecycleEvents(true));
    stage.start();
  }

  @AfterEach
  void nothing_was_refused() {
    List<Call> refused = stage.band().calls().calls(call -> call.status() >= 400);
    stage.close();
    assertThat(refused).isEmpty();
  }

  @Test
  void an_answer_of_sixty_thousand_characters_arrives_whole_with_its_code_in_fences()
      throws Exception {
    String answer = answerWithCode(60_000);
    start(FakeScript.say(answer));

    assertThat(stage.say("much")).isEqualTo(MessageOutcome.processed());

    List<String> parts = stage.replies();
    assertThat(parts).hasSizeBetween(4, 6);
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      assertThat(part.length()).isLessThanOrEqualTo(LONGEST);
      assertThat(fenceLines(part) % 2).as("fences of part %s", i).isZero();
      assertThat(hasHalfCharacter(part)).as("half a character in part %s", i).isFalse();
      whole.append(part).append('\n');
    }
    assertThat(withoutFencesAndBreaks(whole.toString())).isEqualTo(withoutFencesAndBreaks(answer));
    assertThat(stage.room().timeline().stream().filter(Entry::isText).skip(1))
        .allSatisfy(part -> assertThat(part.mentions()).hasSize(1));
  }

  @Test
  void one_line_of_emoji_is_cut_between_characters_and_loses_none() throws Exception {
    String line = "👩‍💻😀漢".repeat(6_000);
    start(FakeScript.say(line));

    stage.say("much");

    assertThat(stage.replies()).hasSizeGreaterThan(2).noneMatch(LimitsTest::hasHalfCharacter);
    assertThat(String.join("", stage.replies())).isEqualTo(line);
  }

  @Test
  void a_diff_of_a_mebibyte_with_emoji_and_other_scripts_is_cut_to_what_fits() throws Exception {
    String head = "diff --git a/src/漢字.txt b/src/漢字.txt\n--- a/src/漢字.txt\n+++ b/src/漢字.txt\n";
    String line = "+ 漢字 😀 \"quoted\" \\ and\ttabs\n";
    int lineBytes = line.getBytes(StandardCharsets.UTF_8).length;
    String diff = head + line.repeat(1024 * 1024 / lineBytes + 1);
    start(step("diff").put("diff", diff), FakeScript.say("done"));

    stage.say("change much");

    Entry event = eventOf("turn_diff");
    JsonNode metadata = event.metadata();
    assertThat(event.content()).contains("1 file changed");
    assertThat(metadata.path("codex_files_changed").path(0).asString()).isEqualTo("src/漢字.txt");
    assertThat(metadata.path("codex_diff_truncated").asBoolean()).isTrue();
    assertThat(metadata.path("codex_diff_original_bytes").asInt())
        .isEqualTo(diff.getBytes(StandardCharsets.UTF_8).length)
        .isGreaterThan(1024 * 1024);
    assertThat(metadata.path("codex_diff_original_length").asInt())
        .isEqualTo(diff.codePointCount(0, diff.length()));
    String kept = metadata.path("codex_diff").asString();
    int mark = kept.lastIndexOf("\n[diff truncated: ");
    assertThat(diff).startsWith(kept.substring(0, mark));
    assertThat(hasHalfCharacter(kept)).isFalse();
    int left = Integer.parseInt(kept.substring(mark).replaceAll("\\D", ""));
    assertThat(kept.substring(0, mark).getBytes(StandardCharsets.UTF_8).length + left)
        .isEqualTo(diff.getBytes(StandardCharsets.UTF_8).length);
    assertThat(kept.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(50_000);
    assertThat(stage.replies()).containsExactly("done");
  }

  @Test
  void events_over_the_limit_keep_head_and_tail_and_stay_what_they_are() throws Exception {
    String thought = "begin 😀 " + "thinking 漢字 ".repeat(3_000) + "end of thought";
    String output = "first line\n" + "x\n".repeat(20_000) + "last line";
    start(
        step("think").put("text", thought),
        FakeScript.run("print " + "much ".repeat(5_000)).put("output", output),
        step("plan").set("plan", plan(3_000)),
        FakeScript.say("done"));

    stage.say("think much");

    String shown = lastEvent("thought").content();
    assertThat(shown).startsWith("begin 😀").endsWith("end of thought").contains("left out");
    JsonNode call = JSON.readTree(lastEvent("tool_call").content());
    assertThat(call.path("name").asString()).isEqualTo("exec");
    assertThat(call.path("args").path("command").asString()).contains("print much", "left out");
    JsonNode result = JSON.readTree(lastEvent("tool_result").content());
    assertThat(result.path("output").asString())
        .startsWith("first line")
        .contains("left out", "last line", "exit_code=0");
    assertThat(streamed()).isEqualTo(thought);
    assertThat(stage.events("task"))
        .anySatisfy(
            event -> {
              assertThat(event.content()).contains("Codex plan");
              assertThat(event.metadata().toString().getBytes(StandardCharsets.UTF_8).length)
                  .isLessThanOrEqualTo(65_536);
            });
    assertThat(stage.replies()).containsExactly("done");
  }

  @Test
  void what_nobody_can_see_is_not_posted() throws Exception {
    start(
        step("think").put("text", ""),
        step("think").put("text", " \n\u200b\u2060"),
        step("diff").put("diff", ""),
        FakeScript.run("true").put("output", ""),
        FakeScript.say("\u200b \u2060\n"));

    assertThat(stage.say("nothing")).isEqualTo(MessageOutcome.processed());

    drain();
    assertThat(stage.replies()).isEmpty();
    assertThat(stage.events("thought")).isEmpty();
    assertThat(stage.events("error")).isEmpty();
    assertThat(lastEvent("tool_result").content()).contains("exit_code=0");
  }

  private String streamed() {
    StringBuilder text = new StringBuilder();
    stage.events("thought").stream()
        .filter(event -> event.metadata().has("streaming"))
        .forEach(event -> text.append(event.content()));
    return text.toString();
  }

  private Entry eventOf(String kind) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> stage.events("task").stream().anyMatch(event -> isOf(event, kind)));
    return stage.events("task").stream().filter(e -> isOf(e, kind)).findFirst().orElseThrow();
  }

  private static boolean isOf(Entry event, String kind) {
    return event.metadata().path("codex_event_type").asString("").equals(kind);
  }

  private Entry lastEvent(String type) throws Exception {
    drain();
    return stage.events(type).stream()
        .filter(event -> !event.metadata().has("streaming"))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private void drain() throws InterruptedException {
    var session = stage.adapter().rooms().sessions().find(stage.room().id());
    assertThat(session.outbox().drain(Duration.ofSeconds(60))).isTrue();
  }

  private static ObjectNode step(String kind) {
    return JSON.createObjectNode().put("do", kind);
  }

  private static JsonNode plan(int steps) {
    var plan = JSON.createArrayNode();
    for (int i = 0; i < steps; i++) {
      plan.add(JSON.valueToTree(Map.of("step", "step 漢 " + i, "status", "pending")));
    }
    return plan;
  }

  /** Prose and code by turns; the code blocks are long enough to be cut in their middle. */
  private static String answerWithCode(int length) {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder();
    while (text.length() < length - 9_000) {
      text.append("Paragraph with 漢字 and 😀, as people write them. ".repeat(8)).append("\n\n");
      text.append("```java\n");
      int lines = 40 + random.nextInt(120);
      for (int i = 0; i < lines; i++) {
        text.append("    String s")
            .append(i)
            .append(" = \"😀漢字\"; // line ")
            .append(i)
            .append('\n');
      }
      text.append("```\n\n");
    }
    text.append("last words ");
    return text
        + "end. ".repeat((length - text.length()) / 5)
        + "!".repeat((length - text.length()) % 5);
  }

  private static long fenceLines(String text) {
    return text.lines().filter(line -> line.startsWith("```")).count();
  }

  /** What is left when the places of cuts and the fences there are taken away. */
  private static String withoutFencesAndBreaks(String text) {
    StringBuilder rest = new StringBuilder();
    text.lines().filter(line -> !line.startsWith("```") && !line.isBlank()).forEach(rest::append);
    return rest.toString().replace(" ", "");
  }

  private static boolean hasHalfCharacter(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
