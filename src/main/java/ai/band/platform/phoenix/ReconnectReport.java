package ai.band.platform.phoenix;

import java.util.List;
import java.util.Map;

/**
 * What became of the topics after a reconnect. Topics left or closed meanwhile are in no list.
 *
 * @param generation number of the connection
 * @param rejoined topics that are joined again, in the order of the answers
 * @param refused topics the server refused, with its reason; they are given up
 * @param unanswered topics that were not answered, or whose join failed for a passing reason; they
 *     are tried again
 */
public record ReconnectReport(
    long generation, List<String> rejoined, Map<String, String> refused, List<String> unanswered) {
  public ReconnectReport {
    rejoined = List.copyOf(rejoined);
    refused = Map.copyOf(refused);
    unanswered = List.copyOf(unanswered);
  }
}
