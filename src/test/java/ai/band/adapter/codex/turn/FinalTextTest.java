package ai.band.adapter.codex.turn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class FinalTextTest {
  private final FinalText said = new FinalText(true);

  @Test
  void the_last_answer_wins() {
    complete("1", "commentary", "looking");
    complete("2", null, "first answer");
    complete("3", "partial_answer", "half");
    complete("4", "final_answer", "  the answer\n");
    complete("5", "commentary", "tidying up");

    assertThat(said.text()).isEqualTo("the answer");
  }

  @Test
  void without_an_answer_a_part_of_one_counts_and_without_that_a_remark() {
    complete("1", "commentary", "looking");
    assertThat(said.text()).isEqualTo("looking");
    complete("2", "partial_answer", "half");
    assertThat(said.text()).isEqualTo("half");
  }

  @Test
  void a_remark_does_not_count_when_remarks_are_streamed() {
    FinalText strict = new FinalText(false);
    strict.completed(message("1", "commentary", "looking"));

    assertThat(strict.text()).isEmpty();
  }

  @Test
  void the_phase_is_that_of_the_started_item() {
    said.started(message("1", "commentary", ""));
    delta("1", "just ");
    delta("1", "looking");
    said.completed(message("1", null, ""));
    complete("2", "partial_answer", "half");

    assertThat(said.text()).isEqualTo("half");
  }

  @Test
  void a_message_that_never_completes_counts_as_far_as_it_came() {
    said.started(message("1", null, ""));
    delta("1", "so ");
    delta("1", "far");

    assertThat(said.text()).isEqualTo("so far");
  }

  @Test
  void a_message_that_was_cut_off_does_not_replace_a_completed_answer() {
    said.started(message("1", null, ""));
    delta("1", "cut o");
    complete("2", null, "the whole answer");

    assertThat(said.text()).isEqualTo("the whole answer");
  }

  @Test
  void the_completed_item_is_the_truth_not_its_deltas() {
    said.started(message("1", null, ""));
    delta("1", "draft");
    complete("1", null, "final");

    assertThat(said.text()).isEqualTo("final");
  }

  @Test
  void the_end_of_the_turn_may_carry_the_only_message() {
    ObjectNode raw = JsonNodeFactory.instance.objectNode();
    var end =
        new TurnEvent.TurnCompleted(
            TurnStatus.COMPLETED, null, List.of(message("9", null, "at last")), raw);

    assertThat(said.of(end)).isEqualTo("at last");
  }

  private void complete(String id, @Nullable String phase, String text) {
    said.completed(message(id, phase, text));
  }

  private void delta(String id, String piece) {
    said.delta(new TurnEvent.AgentMessageDelta(id, piece, null));
  }

  private static ThreadItem message(String id, @Nullable String phase, String text) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("type", "agentMessage").put("id", id).put("text", text).put("phase", phase);
    return ThreadItem.of(item);
  }
}
