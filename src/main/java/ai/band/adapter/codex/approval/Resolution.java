package ai.band.adapter.codex.approval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of somebody's word on a request. */
public sealed interface Resolution {
  /**
   * It counted.
   *
   * @param covered what will be accepted from now on, for people; null when nothing will
   */
  record Resolved(String id, String decision, @Nullable String covered) implements Resolution {}

  /** Nothing waits here. */
  record NothingPending() implements Resolution {}

  /** No such id waits here. */
  record UnknownId(String token, List<String> pendingIds) implements Resolution {}

  /** Several could be meant. */
  record Ambiguous(List<String> ids) implements Resolution {}

  /** This request cannot be remembered. It goes on waiting. */
  record SessionImpossible(String id, String reason) implements Resolution {}

  /** Somebody or something else was faster. */
  record TooLate(String id, String applied) implements Resolution {}

  /** It was written before there was anything to decide. The request goes on waiting. */
  record TooEarly(String id) implements Resolution {}

  /** This participant may not. The request goes on waiting. */
  record NotAllowed(String id, String whoMay) implements Resolution {}

  /** The answer is not one that the request takes. It goes on waiting. */
  record NotUnderstood(String id, String problem) implements Resolution {}
}
