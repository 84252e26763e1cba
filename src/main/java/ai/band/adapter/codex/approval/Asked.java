package ai.band.adapter.codex.approval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Codex asks, made ready for people and for the record.
 *
 * @param type {@code commandExecution}, {@code fileChange}, {@code permissions} or the method
 * @param summary one line
 * @param details further lines for the room, ready to post; may be empty
 * @param key what a session approval would cover; null when there can be none
 * @param grantsSession whether Codex itself can remember the answer for the session
 * @param humanOnly whether no policy may answer it
 * @param input whether words are wanted, not a yes or no
 * @param offers further decisions that Codex lists
 * @param facts metadata of the event about the request
 */
record Asked(
    String type,
    String summary,
    String details,
    @Nullable SessionKey key,
    boolean grantsSession,
    boolean humanOnly,
    boolean input,
    List<Offer> offers,
    Map<String, Object> facts) {

  boolean sessionPossible() {
    return !humanOnly && !input && (key != null || grantsSession);
  }
}
