package ai.band.adapter.codex.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values a group of options settled on. Immutable, safe from any thread. */
public final class SettledOptions {
  private final Map<Option<?>, OptionValue<?>> values;

  SettledOptions(Map<Option<?>, OptionValue<?>> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** The same with one value replaced. */
  SettledOptions with(OptionValue<?> value) {
    Map<Option<?>, OptionValue<?>> changed = new LinkedHashMap<>(values);
    changed.put(value.option(), value);
    return new SettledOptions(changed);
  }

  /** Whether all values are the same, wherever they come from. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SettledOptions settled && plain().equals(settled.plain());
  }

  @Override
  public int hashCode() {
    return plain().hashCode();
  }

  private Map<Option<?>, @Nullable Object> plain() {
    Map<Option<?>, @Nullable Object> plain = new LinkedHashMap<>();
    values.forEach((option, value) -> plain.put(option, value.value()));
    return plain;
  }

  /** Every option with value and source, in the order of the description. */
  public Collection<OptionValue<?>> all() {
    return values.values();
  }

  /**
   * An option's value and source.
   *
   * @throws NullPointerException when the option belongs to another group
   */
  @SuppressWarnings("unchecked") // the map is filled by OptionLayers, type by type
  public <T> OptionValue<T> of(Option<T> option) {
    return (OptionValue<T>) Objects.requireNonNull(values.get(option), option.key());
  }

  /** An option's value; null when unset. */
  public <T> @Nullable T value(Option<T> option) {
    return of(option).value();
  }

  /** The value of an option that always has one. */
  public <T> T required(Option<T> option) {
    return Objects.requireNonNull(of(option).value(), option.key());
  }
}
