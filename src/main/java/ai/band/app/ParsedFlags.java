package ai.band.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags of a command as they were written. Immutable. */
final class ParsedFlags {
  private final Map<String, List<String>> written;

  /**
   * @param written the values of each flag that is there, by its name with two dashes
   */
  ParsedFlags(Map<String, List<String>> written) {
    this.written = Map.copyOf(written);
  }

  /** Whether the flag is there, with a value or without. */
  boolean has(String name) {
    return written.containsKey(name);
  }

  /** Every value of a flag that may be repeated; empty when it is not there. */
  List<String> values(String name) {
    return written.getOrDefault(name, List.of());
  }

  /** The value that was written last; null when there is none. */
  @Nullable String value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.getLast();
  }

  /** The value that was written last. */
  String value(String name, String otherwise) {
    String value = value(name);
    return value == null ? otherwise : value;
  }

  /**
   * The value that was written last.
   *
   * @throws UsageException when it is not a whole number
   */
  int number(String name, int otherwise) {
    String value = value(name);
    try {
      return value == null ? otherwise : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new UsageException(name + ": \"" + value + "\" is not allowed.", "Use a whole number.");
    }
  }
}
