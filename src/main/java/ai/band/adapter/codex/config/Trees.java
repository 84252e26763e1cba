package ai.band.adapter.codex.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Maps and lists as JSON and YAML have them: read, written, frozen. */
final class Trees {
  private Trees() {}

  /** Loaded only when an option really holds JSON: most programs start without it. */
  private static final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
  }

  /**
   * Reads JSON.
   *
   * @throws IllegalArgumentException when it is none; its text does not repeat the input
   */
  static @Nullable Object readJson(String text) {
    try {
      return Json.MAPPER.readValue(text, Object.class);
    } catch (JacksonException e) {
      var place = e.getLocation();
      String where = place == null ? "" : " (column " + place.getColumnNr() + ")";
      throw new IllegalArgumentException("It is not valid JSON" + where + ".", e);
    }
  }

  static String writeJson(@Nullable Object tree) {
    return Json.MAPPER.writeValueAsString(tree);
  }

  /** A deep copy that cannot be changed, keys as text. */
  static Map<String, Object> freeze(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> put(copy, String.valueOf(key), freezeValue(value)));
    return Collections.unmodifiableMap(copy);
  }

  @SuppressWarnings("NullAway") // JSON null is a legal value inside a tree
  private static void put(Map<String, Object> into, String key, @Nullable Object value) {
    into.put(key, value);
  }

  private static @Nullable Object freezeValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return freeze(map);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      for (Object each : list) {
        copy.add(freezeValue(each));
      }
      return Collections.unmodifiableList(copy);
    }
    return value;
  }
}
