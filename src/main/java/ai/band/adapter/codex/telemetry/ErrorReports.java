package ai.band.adapter.codex.telemetry;

import ai.band.api.Emit;
import ai.band.codex.protocol.TurnError;
import ai.band.platform.rest.ContentLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the room what went wrong in a turn, each distinct error once: Codex reports a failure
 * twice, as an error and with the end of the turn.
 */
final class ErrorReports {
  private static final Logger log = LoggerFactory.getLogger(ErrorReports.class);
  private static final int PARTIAL_TEXT_BYTES = 2_048;
  private static final int RETRIES_BEFORE_A_WORD = 3;
  private static final int MOST_ERRORS = 20;
  private static final int LONGEST_MESSAGE = 4_000;

  private final TurnEvents turn;
  private final Map<String, TurnError> errors = new LinkedHashMap<>(2);
  private int retries;

  ErrorReports(TurnEvents turn) {
    this.turn = turn;
  }

  /** Codex tries again by itself. */
  void retried(TurnError error) {
    retries++;
    log.info(
        "turn {}: {} (retry {}): {}",
        turn.turnId(),
        error.message(),
        retries,
        error.additionalDetails());
    if (retries == RETRIES_BEFORE_A_WORD && turn.emits(Emit.THOUGHTS)) {
      turn.thought("Codex is retrying: " + error.message());
    }
  }

  /** The turn is about to fail. Told at its end, together with what there was of an answer. */
  void failed(TurnError error) {
    if (errors.size() < MOST_ERRORS) {
      errors.putIfAbsent(identity(error), error);
    }
  }

  void turnEnded(TurnEnd end) {
    String reason = end.reason();
    if (end.error() != null) {
      failed(end.error());
    }
    if (errors.isEmpty() && reason != null) {
      tell(reason, null, end.partialText());
    }
    errors.values().forEach(error -> tell(reason, error, end.partialText()));
    errors.clear();
  }

  /** What cannot be said by the error's kind or by Codex is said by {@code reason}. */
  void tell(@Nullable String reason, @Nullable TurnError error, String partialText) {
    boolean structured = turn.room().config().structuredErrors();
    Map<String, Object> metadata = turn.metadata();
    if (structured && error != null) {
      ErrorMetadata.put(metadata, error);
    }
    if (!partialText.isBlank()) {
      metadata.put("codex_partial_text", Utf8.head(partialText, PARTIAL_TEXT_BYTES));
    }
    String words = ContentLimits.clip(words(reason, error, structured), LONGEST_MESSAGE);
    turn.error(structured ? words : "Codex: " + words, metadata);
  }

  private static String words(
      @Nullable String reason, @Nullable TurnError error, boolean structured) {
    if (error == null) {
      return reason == null ? "unknown error" : reason;
    }
    String own = error.message().strip();
    ErrorKind kind = structured ? ErrorKind.of(error) : null;
    if (kind != null) {
      return own.isEmpty() ? kind.text() : kind.text() + " Codex says: " + own;
    }
    if (!own.isEmpty()) {
      return own;
    }
    return reason == null
        ? "unknown error" + (error.type() == null ? "" : " (" + error.type() + ")")
        : reason;
  }

  private static String identity(TurnError error) {
    return error.type() + "\n" + error.message();
  }
}
