package ai.band.adapter.codex.tool;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.api.TurnSignal;
import ai.band.tools.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tools by which the model changes its own settings: for later turns of the room that calls, and of
 * no other. The room is not told of their calls.
 */
public final class SelfConfigTools {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> EFFORTS =
      List.of("none", "minimal", "low", "medium", "high", "xhigh");
  private static final List<String> SUMMARIES = List.of("auto", "concise", "detailed", "none");

  private SelfConfigTools() {}

  /** {@code setmodel} and {@code setreasoning}. */
  public static List<ExtraTool> all() {
    return List.of(
        new SelfConfigTool("setmodel", MODEL_SPEC, SelfConfigTools::setModel),
        new SelfConfigTool("setreasoning", REASONING_SPEC, SelfConfigTools::setReasoning));
  }

  private static final String MODEL_SPEC =
      """
      {"type":"function","name":"setmodel",
       "description":"Chooses the model for your later turns in this room.",
       "inputSchema":{"type":"object","properties":{
         "model":{"type":"string","description":"Name of the model."}},
         "required":["model"]}}\
      """;

  private static final String REASONING_SPEC =
      """
      {"type":"function","name":"setreasoning",
       "description":"Chooses how much you reason in your later turns in this room, and how the \
      reasoning is summarised. Without arguments it tells what is set.",
       "inputSchema":{"type":"object","properties":{
         "effort":{"type":["string","null"],
           "description":"none, minimal, low, medium, high or xhigh."},
         "summary":{"type":["string","null"],
           "description":"auto, concise, detailed or none."}},
         "required":[]}}\
      """;

  private static ToolResult setModel(RoomContext room, JsonNode arguments) {
    String model = text(arguments, "model");
    if (model == null) {
      return ToolResult.failed("setmodel: model: must be the name of a model");
    }
    room.overrides().model(model);
    return ToolResult.ok("Model for later turns: " + model);
  }

  private static ToolResult setReasoning(RoomContext room, JsonNode arguments) {
    String effort = text(arguments, "effort");
    String summary = text(arguments, "summary");
    if (effort != null && !EFFORTS.contains(effort)) {
      return ToolResult.ok(
          "'" + effort + "' is no effort. Valid: " + String.join(", ", EFFORTS) + ".");
    }
    if (summary != null && !SUMMARIES.contains(summary)) {
      return ToolResult.ok(
          "'" + summary + "' is no summary. Valid: " + String.join(", ", SUMMARIES) + ".");
    }
    if (effort == null && summary == null) {
      return ToolResult.ok(
          "effort="
              + orDefault(room.overrides().effort(), room.config().reasoningEffort())
              + ", summary="
              + orDefault(room.overrides().summary(), room.config().reasoningSummary()));
    }
    List<String> changed = new ArrayList<>();
    if (effort != null) {
      room.overrides().effort(effort);
      changed.add("effort=" + effort);
    }
    if (summary != null) {
      room.overrides().summary(summary);
      changed.add("summary=" + summary);
    }
    return ToolResult.ok("For later turns: " + String.join(", ", changed));
  }

  private static String orDefault(@Nullable String chosen, @Nullable String configured) {
    if (chosen != null) {
      return chosen;
    }
    return configured == null ? "default" : configured;
  }

  private static @Nullable String text(JsonNode arguments, String name) {
    String text = arguments.path(name).asString("").strip();
    return text.isEmpty() ? null : text;
  }

  private record SelfConfigTool(
      String name, String json, BiFunction<RoomContext, JsonNode, ToolResult> action)
      implements ExtraTool {
    @Override
    public ObjectNode spec() {
      return (ObjectNode) JSON.readTree(json);
    }

    @Override
    public boolean isReported() {
      return false;
    }

    @Override
    public ToolResult call(RoomContext room, JsonNode arguments, TurnSignal signal) {
      return action.apply(room, arguments);
    }
  }
}
