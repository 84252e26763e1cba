package ai.band.platform.rest;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a record does with a key that the server left out. */
final class Fields {
  private Fields() {}

  /** Without this one the record would be useless. */
  static String required(@Nullable String value, String key) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("the key '" + key + "' is missing");
    }
    return value;
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static <T> List<T> list(@Nullable List<T> value) {
    return value == null ? List.of() : Collections.unmodifiableList(value);
  }

  static Map<String, Object> map(@Nullable Map<String, Object> value) {
    return value == null ? Map.of() : Collections.unmodifiableMap(value);
  }
}
