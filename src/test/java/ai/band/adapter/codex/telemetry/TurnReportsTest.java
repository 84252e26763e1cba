package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.api.Emit;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TurnReportsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void reasoning_is_told_by_its_summary_else_by_its_content_and_blank_not_at_all() {
    var stage = stage(config -> config, Emit.THOUGHTS);
    var turn = stage.turn();
    turn.observe(
        TelemetryStage.completed("{'type':'reasoning','summary':['a','b'],'content':['raw']}"));
    turn.observe(TelemetryStage.completed("{'type':'reasoning','summary':[],'content':['raw']}"));
    turn.observe(TelemetryStage.completed("{'type':'reasoning','summary':[' '],'content':[]}"));
    turn.observe(TelemetryStage.completed("{'type':'plan','text':'1. do'}"));
    turn.observe(TelemetryStage.completed("{'type':'enteredReviewMode','text':'old spelling'}"));
    turn.observe(TelemetryStage.completed("{'type':'exitedReviewMode'}"));

    assertThat(stage.events())
        .extracting(RoomEvent::content)
        .containsExactly("a\nb", "raw", "1. do", "old spelling", "Codex sent exitedReviewMode.");
  }

  @Test
  void plan_steps_of_all_spellings_are_told_with_their_explanation() {
    var stage = stage(config -> config.streamPlanEvents(true));
    var turn = stage.turn();
    turn.observe(
        TelemetryStage.event(
            "turn/plan/updated",
            "{'explanation':'why','plan':[{'step':'a','status':'inProgress'}]}"));
    turn.observe(
        TelemetryStage.event(
            "turn/plan/updated", "{'plan':{'steps':[{'step':'a'},{'step':'b'}]}}"));

    assertThat(stage.events().getFirst().content())
        .isEqualTo("Task: Codex plan\nStatus: updated\nSummary: 1 step");
    assertThat(stage.events().getFirst().metadata().get("codex_plan_steps"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsExactly(Map.of("step", "a", "status", "inProgress"));
    assertThat(stage.events().getFirst().metadata()).containsEntry("codex_plan_explanation", "why");
    assertThat(stage.events().getLast().content()).endsWith("Summary: 2 steps");
  }

  @Test
  void a_compaction_is_told_once_whichever_way_codex_says_it() {
    var stage = stage(config -> config.emitTurnLifecycleEvents(true), Emit.TASK_EVENTS);
    var turn = stage.turn();
    turn.observe(TelemetryStage.completed("{'type':'contextCompaction','id':'x'}"));
    turn.observe(TelemetryStage.event("thread/compacted", "{}"));
    turn.observe(TelemetryStage.event("context/compacted", "{}"));

    assertThat(stage.kind("context_compaction")).hasSize(2);
  }

  @Test
  void the_marker_says_how_the_turn_ended_and_what_it_used() {
    var stage = stage(config -> config.emitTurnTaskMarkers(true), Emit.TASK_EVENTS);
    var turn = stage.turn();
    turn.observe(usage(15, 10, 5));
    turn.turnEnded(TelemetryStage.end());

    RoomEvent marker = stage.events().getLast();
    assertThat(marker.content())
        .isEqualTo("UUID: turn-1\nTask: Codex turn\nStatus: completed\nSummary: Thread: thread-1");
    assertThat(marker.metadata())
        .containsEntry("codex_turn_status", "completed")
        .containsEntry("codex_error", null)
        .containsEntry("codex_duration_s", 1.23)
        .containsEntry("codex_turn_total_tokens", 15L)
        .doesNotContainKey("codex_event_type");
  }

  @Test
  void the_lifecycle_keeps_its_own_type_beside_the_usage() {
    var stage = stage(config -> config.emitTurnLifecycleEvents(true), Emit.TASK_EVENTS);
    var turn = stage.turn();
    turn.observe(usage(15, 10, 5));
    turn.turnEnded(TelemetryStage.end());

    assertThat(stage.kind("turn_lifecycle"))
        .extracting(event -> event.metadata().get("codex_turn_status"))
        .containsExactly("started", "completed");
    assertThat(stage.kind("turn_lifecycle").getLast().metadata())
        .containsEntry("codex_total_tokens", 15L)
        .containsEntry("codex_input_summary", "do it");
  }

  @ParameterizedTest
  @CsvSource({"true,false", "false,true", "false,false"})
  void reports_with_a_flag_need_task_events_too(boolean flag, boolean tasks) {
    var stage =
        stage(
            config ->
                config
                    .emitDiffEvents(flag)
                    .emitTokenUsageEvents(flag)
                    .emitTurnTaskMarkers(flag)
                    .emitTurnLifecycleEvents(flag),
            tasks ? new Emit[] {Emit.TASK_EVENTS} : new Emit[0]);
    var turn = stage.turn();
    turn.observe(usage(15, 10, 5));
    turn.observe(new TurnEvent.DiffUpdated("diff --git a/x b/x\n"));
    turn.observe(TelemetryStage.over());
    turn.turnEnded(TelemetryStage.end());

    assertThat(stage.events()).isEmpty();
  }

  @Test
  void the_same_diff_is_told_once_others_once_a_second_and_the_last_always() {
    var stage = stage(config -> config.emitDiffEvents(true), Emit.TASK_EVENTS);
    var turn = stage.turn();
    turn.observe(new TurnEvent.DiffUpdated("one"));
    turn.observe(new TurnEvent.DiffUpdated("one"));
    turn.observe(new TurnEvent.DiffUpdated("two"));
    turn.observe(new TurnEvent.DiffUpdated("three"));
    assertThat(diffs(stage)).containsExactly("one");

    stage.pass(Duration.ofSeconds(1));
    turn.observe(new TurnEvent.TurnStarted("turn-1"));
    assertThat(diffs(stage)).containsExactly("one", "three");

    turn.observe(new TurnEvent.DiffUpdated("four"));
    turn.observe(TelemetryStage.over());
    assertThat(diffs(stage)).containsExactly("one", "three", "four");
  }

  private static java.util.List<Object> diffs(TelemetryStage stage) {
    return stage.events().stream().map(event -> event.metadata().get("codex_diff")).toList();
  }

  @Test
  void what_the_thread_had_used_before_is_not_the_turns() {
    var stage = stage(config -> config, Emit.USAGE);
    stage.telemetry().threadResumed(new ThreadFacts("thread-1", null, null));
    stage.telemetry().betweenTurns(new ThreadEvent("thread-1", "old", usage(1000, 900, 100)));
    var turn = stage.turn();
    turn.observe(usage(1015, 910, 105));
    turn.turnEnded(TelemetryStage.end());

    assertThat(used(stage)).containsEntry("input_tokens", 10L).containsEntry("output_tokens", 5L);
    assertThat(stage.telemetry().usageSummary()).startsWith("input 910 (").contains("total 1,015");
  }

  @Test
  void totals_told_late_or_before_the_thread_is_ours_count_as_before_the_turn() {
    var early = stage(config -> config, Emit.USAGE);
    early.telemetry().betweenTurns(new ThreadEvent("thread-1", "old", usage(1000, 900, 100)));
    early.telemetry().threadResumed(new ThreadFacts("thread-1", null, null));
    var turn = early.turn();
    turn.observe(usage(1015, 910, 105));
    turn.turnEnded(TelemetryStage.end());
    assertThat(used(early)).containsEntry("input_tokens", 10L);

    var late = stage(config -> config, Emit.USAGE);
    late.telemetry().threadResumed(new ThreadFacts("thread-1", null, null));
    var other = late.turn();
    late.telemetry().betweenTurns(new ThreadEvent("thread-1", "old", usage(1000, 900, 100)));
    other.observe(usage(1015, 910, 105));
    other.turnEnded(TelemetryStage.end());
    assertThat(used(late)).containsEntry("input_tokens", 10L);
  }

  @Test
  void without_totals_after_a_resume_the_latest_response_shows_what_was_before() {
    var stage = stage(config -> config, Emit.USAGE);
    stage.telemetry().threadResumed(new ThreadFacts("thread-1", null, null));
    var turn = stage.turn();
    turn.observe(
        TelemetryStage.event(
            "thread/tokenUsage/updated",
            "{'tokenUsage':{'total':{'totalTokens':1015,'inputTokens':910,'outputTokens':105},"
                + "'last':{'totalTokens':15,'inputTokens':10,'outputTokens':5}}}"));
    turn.turnEnded(TelemetryStage.end());

    assertThat(used(stage)).containsEntry("input_tokens", 10L).containsEntry("output_tokens", 5L);
  }

  @Test
  void counters_never_run_backwards_and_a_missing_total_is_made_of_its_parts() {
    var stage = stage(config -> config);
    var turn = stage.turn();
    turn.observe(usage(0, 10, 5));
    turn.observe(usage(0, 3, 1));

    assertThat(stage.telemetry().usageSummary()).startsWith("input 10 (").contains("total 15");
  }

  @Test
  void a_full_context_is_not_told_as_used_tokens_and_what_follows_is_counted_on() {
    var stage = stage(config -> config.emitTokenUsageEvents(true), Emit.TASK_EVENTS, Emit.USAGE);
    stage.telemetry().threadMapped(new ThreadFacts("thread-1", null, null));
    TurnTelemetry first = stage.turn();
    first.observe(usageInWindow(15, 10, 5));
    end(first);
    TurnTelemetry failing = stage.turn();
    failing.observe(usageInWindow(15, 10, 5));
    failing.observe(usageInWindow(258_400, 0, 0));
    end(failing);
    TurnTelemetry compacting = stage.turn();
    compacting.observe(usageInWindow(258_400, 0, 0));
    compacting.observe(usageInWindow(258_415, 10, 5));
    compacting.observe(usageInWindow(258_430, 20, 10));
    end(compacting);

    assertThat(stage.kind("token_usage"))
        .extracting(event -> event.metadata().get("codex_total_tokens"))
        .containsExactly(15L, 30L, 45L);
    assertThat(stage.kind("token_usage").getLast().metadata())
        .containsEntry("codex_input_tokens", 30L)
        .containsEntry("codex_turn_total_tokens", 30L);
    assertThat(used(stage)).containsEntry("input_tokens", 20L).containsEntry("output_tokens", 10L);
    assertThat(stage.telemetry().usageSummary()).startsWith("input 30 ");
  }

  @Test
  void usage_that_names_only_the_latest_response_is_read_too() {
    var stage = stage(config -> config.emitTokenUsageEvents(true), Emit.TASK_EVENTS);
    stage
        .turn()
        .observe(
            TelemetryStage.event(
                "thread/tokenUsage/updated",
                "{'tokenUsage':{'last':{'totalTokens':15,'inputTokens':10,'outputTokens':5}}}"));

    assertThat(stage.telemetry().usageSummary()).startsWith("input 10 (").contains("total 15");
  }

  private static void end(TurnTelemetry turn) {
    turn.observe(TelemetryStage.over());
    turn.turnEnded(TelemetryStage.end());
  }

  private static TurnEvent usageInWindow(long total, long input, long output) {
    return TelemetryStage.event(
        "thread/tokenUsage/updated",
        "{'tokenUsage':{'total':{'totalTokens':%d,'inputTokens':%d,'outputTokens':%d},'modelContextWindow':258400}}"
            .formatted(total, input, output));
  }

  @Test
  void usage_is_told_at_most_once_per_flush_time_and_at_the_end() {
    var stage = stage(config -> config.emitTokenUsageEvents(true), Emit.TASK_EVENTS);
    var turn = stage.turn();
    turn.observe(usage(0, 0, 0));
    turn.observe(usage(15, 10, 5));
    turn.observe(usage(30, 20, 10));
    turn.observe(usage(45, 30, 15));
    turn.observe(TelemetryStage.over());
    turn.turnEnded(TelemetryStage.end());

    assertThat(stage.kind("token_usage"))
        .extracting(event -> event.metadata().get("codex_total_tokens"))
        .containsExactly(15L, 45L);
    assertThat(stage.events().getLast().content()).contains(stage.telemetry().usageSummary());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"contextWindowExceeded\"',contextWindowExceeded,compact_context,false,",
    "'{\"type\":\"ContextWindowExceeded\"}',contextWindowExceeded,compact_context,false,",
    "'\"usageLimitExceeded\"',usageLimitExceeded,wait_or_upgrade,false,",
    "'{\"httpConnectionFailed\":{\"httpStatusCode\":502}}',httpConnectionFailed,check_connectivity,true,502",
    "'{\"httpConnectionFailed\":{\"httpStatusCode\":401}}',unauthorized,re_authenticate,false,401",
    "'\"sandboxError\"',sandboxError,review_sandbox_policy,false,",
    "'\"badRequest\"',badRequest,check_input_format,false,",
    "'{\"responseTooManyFailedAttempts\":{\"httpStatusCode\":429}}',responseTooManyFailedAttempts,retry_different_approach,false,429",
    "'\"serverOverloaded\"',serverOverloaded,retry_later,true,",
    "'{\"responseStreamDisconnected\":{\"httpStatusCode\":null}}',responseStreamDisconnected,check_connectivity,true,",
    "'\"modelNotFound\"',modelNotFound,change_model,false,",
    "'\"tooManyDenials\"',tooManyDenials,review_approvals,false,",
    "'\"cyberPolicy\"',cyberPolicy,review_request,false,",
    "'\"other\"',other,,false,",
    "'null',unknown,,false,",
  })
  void errors_say_what_kind_they_are_and_what_to_do(
      String info, String type, String action, boolean retryable, Integer status) {
    var stage = stage(config -> config);
    stage.turn().turnEnded(TelemetryStage.failure(error(info, "\"\""), "half an answer"));

    RoomEvent told = stage.events().getFirst();
    assertThat(told.type()).isEqualTo("error");
    assertThat(told.content()).contains("own words");
    assertThat(told.metadata())
        .containsEntry("codex_error_type", type)
        .containsEntry("codex_suggested_action", action)
        .containsEntry("codex_is_retryable", retryable)
        .containsEntry("codex_http_status", status)
        .containsEntry("codex_error_code", null)
        .containsEntry("codex_partial_text", "half an answer")
        .doesNotContainKey("codex_additional_details");
  }

  @Test
  void an_error_is_told_once_though_codex_says_it_twice() {
    var stage = stage(config -> config);
    var turn = stage.turn();
    TurnError error = error("\"other\"", "\"\"");
    turn.observe(new TurnEvent.TurnErrored(error, false));
    turn.turnEnded(TelemetryStage.failure(error, ""));

    assertThat(stage.events("error")).hasSize(1);
  }

  @Test
  void long_details_are_cut_and_large_json_is_left_out() {
    var stage = stage(config -> config);
    stage
        .turn()
        .turnEnded(TelemetryStage.failure(error("\"other\"", "\"" + "x".repeat(3_000) + "\""), ""));
    stage
        .turn()
        .turnEnded(
            TelemetryStage.failure(
                error("\"other\"", "{\"a\":\"" + "x".repeat(3_000) + "\"}"), ""));

    assertThat(stage.events("error"))
        .extracting(event -> event.metadata().get("codex_additional_details"))
        .containsExactly(
            "x".repeat(2_048) + " [952 characters left out]", "[3008 characters of JSON left out]");
  }

  @Test
  void plain_errors_name_codex_and_no_details() {
    var stage = stage(config -> config.structuredErrors(false));
    stage.turn().turnEnded(TelemetryStage.failure(error("\"cyberPolicy\"", "\"\""), ""));

    assertThat(stage.events().getFirst().content()).isEqualTo("Codex: own words");
    assertThat(stage.events().getFirst().metadata())
        .containsOnlyKeys("codex_room_id", "codex_thread_id", "codex_turn_id");
  }

  @Test
  void the_third_retry_is_worth_a_thought_and_no_other() {
    var stage = stage(config -> config, Emit.THOUGHTS);
    var turn = stage.turn();
    for (int i = 1; i <= 5; i++) {
      assertThat(stage.events()).hasSize(i > 3 ? 1 : 0);
      turn.observe(new TurnEvent.TurnErrored(error("\"other\"", "\"\""), true));
    }

    assertThat(stage.events().getFirst().content()).isEqualTo("Codex is retrying: own words");
  }

  @Test
  void an_error_is_told_whatever_the_flags() {
    var stage = TelemetryStage.of(CodexAdapterConfig.builder().build());
    stage.telemetry().turnRefused("The answer could not be posted.", null);

    assertThat(stage.events("error")).hasSize(1);
  }

  @Test
  void older_task_notifications_become_tasks() {
    var stage = stage(config -> config, Emit.TASK_EVENTS);
    stage
        .turn()
        .observe(
            TelemetryStage.event(
                "codex/event/task_complete", "{'task_id':'t1','title':'T','result':'done'}"));

    assertThat(stage.events().getFirst().content())
        .isEqualTo("UUID: t1\nTask: T\nStatus: completed\nSummary: done");
    assertThat(stage.events().getFirst().metadata())
        .containsEntry("codex_event_method", "codex/event/task_complete")
        .containsEntry("codex_task_phase", "completed")
        .containsEntry("codex_task_id", "t1");
  }

  @Test
  void streamed_parts_are_parted_by_a_blank_line_and_only_commentary_is_shown() {
    var stage = stage(config -> config.streamReasoningEvents(true).streamCommentaryEvents(true));
    var turn = stage.turn();
    turn.observe(new TurnEvent.ReasoningDelta("r", "one", 0, true));
    turn.observe(new TurnEvent.ReasoningDelta("r", "two", 1, true));
    turn.observe(TelemetryStage.completed("{'type':'reasoning','id':'r','summary':['one','two']}"));
    turn.observe(
        TelemetryStage.started(
            "{'type':'agentMessage','id':'a','phase':'final_answer','text':''}"));
    turn.observe(new TurnEvent.AgentMessageDelta("a", "the answer", null));
    turn.observe(
        TelemetryStage.started("{'type':'agentMessage','id':'c','phase':'commentary','text':''}"));
    turn.observe(new TurnEvent.AgentMessageDelta("c", "on my way", null));
    turn.observe(TelemetryStage.over());

    assertThat(stage.events())
        .extracting(RoomEvent::content)
        .containsExactly("one\n\ntwo", "on my way");
    assertThat(stage.events().getLast().metadata())
        .containsEntry("streaming", true)
        .containsEntry("subtype", "commentary")
        .containsEntry("codex_item_id", "c")
        .containsEntry("codex_chunk_index", 0);
  }

  private static Map<String, Object> used(TelemetryStage stage) {
    @SuppressWarnings("unchecked")
    Map<String, Object> used =
        (Map<String, Object>) stage.events().getLast().metadata().get("band_usage");
    return used;
  }

  private static TurnEvent usage(long total, long input, long output) {
    return TelemetryStage.event(
        "thread/tokenUsage/updated",
        "{'tokenUsage':{'total':{'totalTokens':%d,'inputTokens':%d,'outputTokens':%d}}}"
            .formatted(total, input, output));
  }

  private static TurnError error(String info, String details) {
    ObjectNode error = JSON.createObjectNode().put("message", "own words");
    error.set("codexErrorInfo", JSON.readTree(info));
    error.set("additionalDetails", JSON.readTree(details));
    return TurnError.of(error);
  }

  private static TelemetryStage stage(UnaryOperator<CodexConfigBuilder> settings, Emit... emit) {
    return TelemetryStage.of(settings.apply(CodexAdapterConfig.builder()).build(), emit);
  }
}
