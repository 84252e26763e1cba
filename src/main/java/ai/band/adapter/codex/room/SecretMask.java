package ai.band.adapter.codex.room;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hides the values of configured secrets in what leaves for Band. Secrets that are not configured
 * are not recognised.
 */
public final class SecretMask {
  /** Hides nothing. */
  public static final SecretMask NONE = new SecretMask(List.of());

  private static final int SHORTEST = 6;
  private static final String MASK = "[secret]";

  private final List<String> secrets;

  /** Values shorter than six characters are left out: they would hide ordinary words. */
  public SecretMask(Collection<String> values) {
    secrets =
        values.stream()
            .filter(value -> value.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text without secrets; the same object when there are none. */
  public String text(String text) {
    String masked = text;
    for (String secret : secrets) {
      if (masked.contains(secret)) {
        masked = masked.replace(secret, MASK);
      }
    }
    return masked;
  }

  /** The values of a map without secrets, at any depth. */
  public Map<String, Object> values(Map<String, Object> values) {
    if (secrets.isEmpty() || values.isEmpty()) {
      return values;
    }
    Map<String, Object> masked = new LinkedHashMap<>();
    values.forEach((key, value) -> masked.put(key, value(value)));
    return masked;
  }

  @SuppressWarnings("unchecked")
  private @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text(text);
      case Map<?, ?> map -> values((Map<String, Object>) map);
      case Collection<?> list -> list.stream().map(this::value).toList();
      case Object other -> other;
    };
  }
}
