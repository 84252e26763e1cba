package ai.band.adapter.codex.config;

import ai.band.api.AdapterFeatures;
import ai.band.api.Emit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is offered and reported when the user says nothing, or only half. */
public final class EffectiveFeatures {
  private EffectiveFeatures() {}

  /**
   * The features that hold.
   *
   * @param given what the user gave; taken exactly as it is, an empty set included
   * @return without given features: task events, unless {@code enable_task_events} is off
   */
  public static AdapterFeatures of(@Nullable AdapterFeatures given, CodexAdapterConfig config) {
    if (given != null) {
      return given;
    }
    return new AdapterFeatures(
        Set.of(), config.enableTaskEvents() ? Set.of(Emit.TASK_EVENTS) : Set.of());
  }

  /** What is allowed but probably not meant, each one line; to be logged at start. */
  public static List<String> warnings(AdapterFeatures features) {
    if (features.emits(Emit.TASK_EVENTS)) {
      return List.of();
    }
    return List.of(
        "task_events are not reported: after a restart every room starts a new Codex thread,"
            + " because nothing remembers the old one.");
  }
}
