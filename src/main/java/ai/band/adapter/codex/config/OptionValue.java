package ai.band.adapter.codex.config;

import org.jspecify.annotations.Nullable;

/**
 * The settled value of an option.
 *
 * @param option which option
 * @param value null when unset
 * @param source where the value comes from
 */
public record OptionValue<T>(Option<T> option, @Nullable T value, OptionSource source) {
  /** The value for people, secrets hidden; {@code null} when unset. */
  public String rendered() {
    return option.render(value);
  }

  /** Hides secrets. */
  @Override
  public String toString() {
    return option.key() + "=" + rendered() + " (" + source + ")";
  }
}
