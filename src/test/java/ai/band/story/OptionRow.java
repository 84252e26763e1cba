package ai.band.story;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * One option, what the contract says it is by default, another value, and what each of the two
 * looks like at the far side.
 *
 * @param value as it is written in code
 * @param with further keys that both runs need
 */
record OptionRow(
    Option<?> option,
    String contractDefault,
    Object value,
    Map<String, Object> with,
    Probe probe,
    String seenByDefault,
    String seenWithValue) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Plays a small scene with these options and says what was seen at Codex or in the room. */
  @FunctionalInterface
  interface Probe {
    String observe(CodexAdapterConfig config) throws Exception;
  }

  static Draft row(Option<?> option, String contractDefault, Object value) {
    return new Draft(option, contractDefault, value, Map.of());
  }

  /** The value as it stands in a variable or behind a flag. */
  String text() {
    if (value instanceof Map || (value instanceof List<?> all && all.getFirst() instanceof Map)) {
      return JSON.writeValueAsString(value);
    }
    return value instanceof List<?> words
        ? String.join(" ", words.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }

  record Draft(Option<?> option, String contractDefault, Object value, Map<String, Object> with) {
    Draft with(String key, Object companion) {
      Map<String, Object> more = new LinkedHashMap<>(with);
      more.put(key, companion);
      return new Draft(option, contractDefault, value, more);
    }

    OptionRow seen(Probe probe, String byDefault, String withValue) {
      return new OptionRow(option, contractDefault, value, with, probe, byDefault, withValue);
    }
  }
}
