package ai.band.codex.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One step of the plan that the model keeps.
 *
 * @param step what is to be done
 * @param status {@code pending}, {@code inProgress} or {@code completed}
 */
public record PlanStep(String step, String status) {
  /** The steps of a plan update, also in the shapes that older versions send. */
  public static List<PlanStep> listOf(JsonNode params) {
    JsonNode plan = params.get("plan");
    List<JsonNode> entries =
        plan != null && plan.isObject()
            ? Json.list(plan, "steps")
            : Json.list(params, "plan", "steps");
    List<PlanStep> steps = new ArrayList<>(entries.size());
    for (JsonNode entry : entries) {
      PlanStep step = of(entry);
      if (step != null) {
        steps.add(step);
      }
    }
    return List.copyOf(steps);
  }

  private static @Nullable PlanStep of(JsonNode entry) {
    if (entry.isString()) {
      return new PlanStep(entry.stringValue(), "pending");
    }
    String text = Json.text(entry, "step", "text", "description");
    return text == null ? null : new PlanStep(text, statusOf(Json.text(entry, "status")));
  }

  private static String statusOf(@Nullable String status) {
    if (status == null) {
      return "pending";
    }
    return status.equals("in_progress") ? "inProgress" : status;
  }
}
