package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The names by which other adapters of the same room read our events, and we theirs. */
class MetadataKeysTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Set<String> AGREED =
      Set.of(
          ("codex_thread_id codex_turn_id codex_agent_id codex_created_at codex_transport"
                  + " codex_resumed codex_instructions_hash codex_tools_hash codex_event_type"
                  + " codex_turn_status codex_error codex_input_summary codex_plan_steps"
                  + " codex_plan_explanation codex_files_changed codex_diff codex_input_tokens"
                  + " codex_output_tokens codex_reasoning_tokens codex_total_tokens"
                  + " codex_turn_input_tokens codex_turn_output_tokens codex_turn_reasoning_tokens"
                  + " codex_turn_total_tokens codex_cached_input_tokens codex_context_window"
                  + " band_usage streaming subtype codex_item_id codex_source_thread_id"
                  + " codex_error_type codex_error_code codex_http_status codex_is_retryable"
                  + " codex_suggested_action codex_partial_text codex_approval_id"
                  + " codex_approval_type codex_approval_method codex_approval_options"
                  + " codex_approval_decision codex_command codex_cwd codex_reason codex_files"
                  + " codex_requested_by codex_decided_by codex_decided_by_id codex_session_level"
                  + " codex_timestamp codex_wait_s")
              .split(" "));

  private final AdapterStage stage = new AdapterStage(FakeScript.replying("ok"));

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void every_key_that_a_room_sees_is_an_agreed_one_and_each_agreed_one_is_seen()
      throws IOException {
    Set<String> seen = new TreeSet<>();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("    {\"") && line.endsWith("}")) {
            seen.addAll(JsonMapper.shared().readTree(line).propertyNames());
          }
        }
      }
    }
    assertThat(seen).isEqualTo(new TreeSet<>(AGREED));
  }

  @Test
  void a_room_written_by_the_python_adapter_is_taken_up_where_it_was() throws Exception {
    stage.start();
    stage.say("one");
    String thread = stage.sent("turn/start").getLast().path("threadId").asString();
    String room = stage.room().id();
    stage.adapter().close(java.time.Duration.ofMinutes(1));
    stage
        .rest()
        .sendEvent(
            room,
            "UUID: %s\nTask: Codex thread\nStatus: mapped\nSummary: Transport: stdio"
                .formatted(thread),
            "task",
            Map.of(
                "codex_thread_id",
                thread,
                "codex_room_id",
                room,
                "codex_created_at",
                "2026-05-04T09:15:02.123456+00:00",
                "codex_transport",
                "stdio"));
    Map<String, Object> marker = new HashMap<>();
    marker.put("codex_room_id", room);
    marker.put("codex_thread_id", thread);
    marker.put("codex_turn_id", null);
    marker.put("codex_turn_status", "completed");
    marker.put("codex_error", null);
    marker.put("codex_duration_s", 1.25);
    marker.put("codex_event_type", "token_usage");
    marker.put("codex_input_tokens", 10);
    stage.remember(marker);
    stage.remember(
        Map.of(
            "codex_event_type", "approval_resolution",
            "codex_approval_method", "item/commandExecution/requestApproval",
            "codex_approval_decision", "accept",
            "codex_room_id", room));
    stage.remember(Map.of("band_usage", Map.of("input_tokens", 1, "output_tokens", 1)));
    stage.start();

    stage.say("two");

    assertThat(stage.sent("thread/resume"))
        .singleElement()
        .satisfies(r -> assertThat(r.path("threadId").asString()).isEqualTo(thread));
    assertThat(stage.sent("thread/start")).hasSize(1);
  }

  @Test
  void a_thread_of_ours_can_be_found_by_the_python_adapter() throws Exception {
    stage.start();
    stage.say("one");

    var mapped = stage.events("task").getLast();
    assertThat(List.of(mapped.content().split("\n")))
        .element(0)
        .isEqualTo("UUID: " + stage.sent("turn/start").getLast().path("threadId").asString());
    assertThat(mapped.metadata().path("codex_room_id").asString()).isEqualTo(stage.room().id());
    String created = mapped.metadata().path("codex_created_at").asString();
    assertThat(created).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00");
    assertThat(OffsetDateTime.parse(created)).isBefore(OffsetDateTime.now().plusMinutes(1));
  }
}
