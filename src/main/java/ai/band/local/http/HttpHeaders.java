package ai.band.local.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields in the order they came; names are compared without regard to case. */
public final class HttpHeaders {
  private final List<String> fields = new ArrayList<>(16); // name, value, name, value ...

  HttpHeaders() {}

  void add(String name, String value) {
    fields.add(name);
    fields.add(value);
  }

  /** The first value of a field, or null. */
  public @Nullable String first(String name) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        return fields.get(i + 1);
      }
    }
    return null;
  }

  /** Whether a comma separated field contains a token, as in {@code Connection: keep-alive}. */
  public boolean contains(String name, String token) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        for (String part : fields.get(i + 1).split(",", -1)) {
          if (part.strip().equalsIgnoreCase(token)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < fields.size(); i += 2) {
      action.accept(fields.get(i), fields.get(i + 1));
    }
  }
}
