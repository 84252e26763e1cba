package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.MissingNode;

class TranscriptTest {
  @Test
  void what_somebody_says_is_shown_in_full_with_the_name_in_front() {
    assertThat(Transcript.lines(entry("text", "@bob first\n\nthird")))
        .containsExactly("Alice: @bob first", "       ", "       third");
  }

  @Test
  void a_command_and_its_output_are_events() {
    assertThat(
            Transcript.lines(
                entry(
                    "tool_call",
                    "{\"name\":\"exec\",\"args\":{\"command\":\"ls -l\",\"cwd\":\"/w\"},"
                        + "\"tool_call_id\":\"1\"}")))
        .containsExactly("  · call   exec: ls -l");
    assertThat(
            Transcript.lines(
                entry(
                    "tool_result",
                    "{\"name\":\"exec\",\"output\":\"a\\nexit_code=0\",\"tool_call_id\":\"1\"}")))
        .containsExactly("  · result exec: a", "           exit_code=0");
  }

  @Test
  void other_tools_show_their_arguments_and_failures_say_so() {
    assertThat(Transcript.lines(entry("tool_call", "{\"name\":\"t\",\"args\":{\"a\":1}}")))
        .containsExactly("  · call   t {\"a\":1}");
    assertThat(Transcript.lines(entry("tool_call", "{\"name\":\"t\",\"args\":{}}")))
        .containsExactly("  · call   t");
    assertThat(
            Transcript.lines(
                entry("tool_result", "{\"name\":\"t\",\"output\":\"no\",\"is_error\":true}")))
        .containsExactly("  · result t failed: no");
    assertThat(Transcript.lines(entry("tool_call", "not json")))
        .containsExactly("  · call   not json");
  }

  @Test
  void a_task_event_becomes_one_line() {
    assertThat(
            Transcript.lines(
                entry(
                    "task",
                    "UUID: 1\nTask: Codex thread\nStatus: mapped\nSummary: Transport: stdio")))
        .containsExactly("  · task   Codex thread: mapped (Transport: stdio)");
    assertThat(Transcript.lines(entry("task", "free text")))
        .containsExactly("  · task   free text");
  }

  @Test
  void long_events_are_cut() {
    var lines = Transcript.lines(entry("thought", "x".repeat(500) + "\n" + "y\n".repeat(20)));

    assertThat(lines).hasSize(13);
    assertThat(lines.getFirst()).endsWith("…").hasSizeLessThan(180);
    assertThat(lines.getLast()).endsWith("(9 more lines)");
  }

  @Test
  void an_event_of_an_unknown_kind_is_shown_with_its_kind() {
    assertThat(Transcript.lines(entry("attention", "look here")))
        .containsExactly("  · attention look here");
  }

  private static RoomEntry entry(String type, String content) {
    return new RoomEntry("1", type, "a", "Alice", content, MissingNode.getInstance());
  }
}
