package ai.band.adapter.codex.config;

import ai.band.platform.rest.Excerpt;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the values of an option are written and checked. Immutable.
 *
 * @param <T> the Java type of a value
 */
public interface OptionType<T> {
  /** Characters of a refused value that an error repeats. */
  int LONGEST_QUOTE = 80;

  /** What the reference table calls it, for example {@code seconds}. */
  String name();

  /** The allowed words; empty when any value of the type is allowed. */
  default List<String> allowed() {
    return List.of();
  }

  /** Whether a flag of this type may stand without a value. */
  default boolean isSwitch() {
    return false;
  }

  /**
   * Reads a value from an environment variable or a flag.
   *
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  T parse(String text);

  /**
   * Reads a value from a YAML tree or from code.
   *
   * @param tree a scalar, a list or a map; never null
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  T convert(Object tree);

  /** A refused value for an error text. Never shows a secret. */
  default String quote(Object raw) {
    if (raw instanceof Map) {
      return "a map";
    }
    if (raw instanceof List) {
      return "a list";
    }
    return '"' + Excerpt.of(raw.toString(), LONGEST_QUOTE) + '"';
  }

  /** A value for people. Never shows a secret. */
  default String render(@Nullable T value) {
    return String.valueOf(value);
  }
}
