package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.adapter.codex.telemetry.UsageMeter.Reading;
import ai.band.api.Emit;
import ai.band.codex.protocol.PlanStep;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Marks where turns begin and end, where the context was compacted, and how the plan stands. */
final class TurnMarkers {
  private static final String TURN_TITLE = "Codex turn";
  private static final String LIFECYCLE_TITLE = "Codex turn lifecycle";
  private static final int SUMMARY_CHARACTERS = 200;

  private final TurnEvents turn;
  private final boolean markers;
  private final boolean lifecycle;
  private @Nullable String inputSummary;
  private int compactionItems;
  private int compactionNotices;

  TurnMarkers(TurnEvents turn) {
    this.turn = turn;
    boolean tasks = turn.emits(Emit.TASK_EVENTS);
    this.markers = tasks && turn.room().config().emitTurnTaskMarkers();
    this.lifecycle = tasks && turn.room().config().emitTurnLifecycleEvents();
  }

  void turnStarted(RunningTurn running) {
    if (lifecycle) {
      inputSummary = head(running.message().content());
      turn.task(
          TaskText.of(null, LIFECYCLE_TITLE, "started", null),
          lifecycleMetadata("started"),
          Weight.NORMAL);
    }
  }

  void turnEnded(TurnEnd end, Reading usage) {
    String error = end.error() == null ? end.reason() : end.error().message();
    String thread = "Thread: " + turn.threadId();
    if (markers) {
      Map<String, Object> metadata = turn.metadata();
      metadata.put("codex_turn_status", end.status());
      metadata.put("codex_error", error);
      putDuration(metadata, end);
      putUsage(metadata, usage);
      String summary = error == null ? thread : thread + ", error: " + firstLine(error);
      turn.task(
          TaskText.of(turn.turnId(), TURN_TITLE, end.status(), summary), metadata, Weight.NORMAL);
    }
    if (lifecycle) {
      Map<String, Object> metadata = lifecycleMetadata(end.status());
      putDuration(metadata, end);
      if (error != null) {
        metadata.put("codex_error", error);
      }
      putUsage(metadata, usage);
      String summary =
          String.format(Locale.ROOT, "Duration: %.2f s, %s", seconds(end.worked()), thread);
      turn.task(TaskText.of(null, LIFECYCLE_TITLE, end.status(), summary), metadata, Weight.NORMAL);
    }
  }

  /** Current versions send an item. */
  void compactionItem() {
    compactionItems++;
    if (compactionItems > compactionNotices) {
      compacted();
    }
  }

  /** Older versions send a notification, and some of them both. */
  void compactionNotice() {
    compactionNotices++;
    if (compactionNotices > compactionItems) {
      compacted();
    }
  }

  private void compacted() {
    if (lifecycle) {
      turn.task(
          TaskText.of(null, "Codex context compaction", "completed", null),
          turn.metadata("context_compaction"),
          Weight.NORMAL);
    }
  }

  void planUpdated(TurnEvent.PlanUpdated plan) {
    if (!turn.room().config().streamPlanEvents()) {
      return;
    }
    List<Map<String, Object>> steps = new ArrayList<>(plan.steps().size());
    for (PlanStep step : plan.steps()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("step", step.step());
      entry.put("status", step.status());
      steps.add(entry);
    }
    Map<String, Object> metadata = turn.metadata();
    metadata.put("codex_plan_steps", steps);
    if (plan.explanation() != null && !plan.explanation().isBlank()) {
      metadata.put("codex_plan_explanation", plan.explanation());
    }
    String summary = steps.size() == 1 ? "1 step" : steps.size() + " steps";
    turn.task(TaskText.of(null, "Codex plan", "updated", summary), metadata, Weight.NORMAL);
  }

  private Map<String, Object> lifecycleMetadata(String status) {
    Map<String, Object> metadata = turn.metadata("turn_lifecycle");
    metadata.put("codex_turn_status", status);
    metadata.put("codex_input_summary", inputSummary);
    return metadata;
  }

  private static void putDuration(Map<String, Object> metadata, TurnEnd end) {
    double seconds = Math.round(seconds(end.worked()) * 100) / 100.0;
    if (seconds > 0) {
      metadata.put("codex_duration_s", seconds);
    }
  }

  private static void putUsage(Map<String, Object> metadata, Reading usage) {
    if (usage.any()) {
      UsageText.put(metadata, usage);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static String head(String text) {
    int characters = text.codePointCount(0, text.length());
    return characters <= SUMMARY_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SUMMARY_CHARACTERS));
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
