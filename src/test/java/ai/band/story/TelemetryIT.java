package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.AdapterFeatures;
import ai.band.api.Emit;
import ai.band.local.world.Entry;
import ai.band.testkit.RoomStage;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a room sees of the real Codex at work, with everything switched on. */
class TelemetryIT {
  @Test
  void thoughts_plan_commands_and_usage_are_told_and_usage_agrees_with_the_command() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(
          config ->
              config
                  .streamReasoningEvents(true)
                  .streamPlanEvents(true)
                  .streamCommentaryEvents(true)
                  .emitTokenUsageEvents(true)
                  .emitTurnLifecycleEvents(true),
          new AdapterFeatures(Set.of(), Set.of(Emit.values())));

      stage.replyTo(stage.say("think about walnuts"));
      stage.replyTo(stage.say("list files"));
      String told = stage.replyTo(stage.say("/usage"));

      await().atMost(RoomStage.PATIENCE).until(() -> ofKind(stage, "turn_lifecycle").size() == 4);
      List<Entry> pieces =
          stage.events("thought").stream().filter(e -> e.metadata().has("streaming")).toList();
      assertThat(pieces.stream().map(Entry::content).collect(Collectors.joining()))
          .contains("Thinking about walnuts");
      assertThat(pieces.getFirst().metadata().path("codex_chunk_index").asInt(-1)).isZero();
      assertThat(stage.events("tool_call")).hasSameSizeAs(stage.events("tool_result"));
      Entry last = ofKind(stage, "token_usage").getLast();
      String summary = last.content().substring(last.content().indexOf("Summary: ") + 9);
      assertThat(told).contains(summary.substring(0, summary.indexOf(';')));
      long input = last.metadata().path("codex_input_tokens").asLong();
      long output = last.metadata().path("codex_output_tokens").asLong();
      assertThat(last.metadata().path("codex_total_tokens").asLong()).isEqualTo(input + output);
      assertThat(input).isPositive();
    }
  }

  private static List<Entry> ofKind(RoomStage stage, String kind) {
    return stage.events("task").stream()
        .filter(e -> e.metadata().path("codex_event_type").asString("").equals(kind))
        .toList();
  }
}
