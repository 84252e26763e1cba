package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.telemetry.UsageMeter.Reading;
import ai.band.codex.protocol.TokenUsage.Counts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Usage in words and in metadata; events and commands say the same. */
final class UsageText {
  private UsageText() {}

  /** The usage of the thread and, if a turn has used some, of that turn; thousands are grouped. */
  static String summary(Reading reading) {
    Counts total = reading.total();
    Counts turn = reading.turn();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "input %,d (%,d cached), output %,d (%,d reasoning), total %,d",
            total.input(),
            total.cachedInput(),
            total.output(),
            total.reasoningOutput(),
            total.total()));
    if (turn.total() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "; this turn: input +%,d, output +%,d, total +%,d",
              turn.input(),
              turn.output(),
              turn.total()));
    }
    if (reading.contextWindow() != null) {
      text.append(String.format(Locale.ROOT, "; context window %,d", reading.contextWindow()));
    }
    return text.toString();
  }

  /** Adds the counters; the kind of the event is for the caller to name. */
  static void put(Map<String, Object> metadata, Reading reading) {
    Counts total = reading.total();
    metadata.put("codex_input_tokens", total.input());
    metadata.put("codex_output_tokens", total.output());
    metadata.put("codex_reasoning_tokens", total.reasoningOutput());
    metadata.put("codex_total_tokens", total.total());
    metadata.put("codex_cached_input_tokens", total.cachedInput());
    if (reading.contextWindow() != null) {
      metadata.put("codex_context_window", reading.contextWindow());
    }
    Counts turn = reading.turn();
    if (turn.total() > 0) {
      metadata.put("codex_turn_input_tokens", turn.input());
      metadata.put("codex_turn_output_tokens", turn.output());
      metadata.put("codex_turn_reasoning_tokens", turn.reasoningOutput());
      metadata.put("codex_turn_total_tokens", turn.total());
    }
  }

  /** The platform's common form. */
  static Map<String, Object> common(Counts turn) {
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("input_tokens", turn.input());
    usage.put("output_tokens", turn.output());
    usage.put("cache_read_tokens", turn.cachedInput());
    usage.put("cache_write_tokens", turn.cacheWriteInput());
    return usage;
  }
}
