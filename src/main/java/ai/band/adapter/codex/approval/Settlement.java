package ai.band.adapter.codex.approval;

import org.jspecify.annotations.Nullable;

/**
 * How a request ended.
 *
 * @param decision {@code accept}, {@code acceptForSession}, {@code decline}, {@code option}, {@code
 *     answer} or {@code withdrawn}
 * @param decidedBy name of a person, or {@code timeout}, {@code evicted}, {@code withdrawn}, {@code
 *     session_policy}, {@code policy:auto_accept}, {@code policy:auto_decline}, {@code
 *     system_fallback}
 * @param deciderId UUID of the person; null when nobody decided
 */
record Settlement(String decision, String decidedBy, @Nullable String deciderId) {
  static Settlement by(Decider decider, String decision) {
    return new Settlement(decision, decider.name(), decider.id());
  }

  static Settlement by(String rule, String decision) {
    return new Settlement(decision, rule, null);
  }

  static Settlement withdrawn() {
    return by("withdrawn", "withdrawn");
  }

  boolean automatic() {
    return deciderId == null;
  }
}
