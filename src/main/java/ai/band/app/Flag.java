package ai.band.app;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One flag of a command.
 *
 * @param name with its two dashes
 * @param letter stands for the name after one dash; 0 when none does
 * @param help what its help says, composed when it is asked for; null keeps the flag out of it
 */
record Flag(String name, char letter, Takes takes, @Nullable Supplier<Help> help) {
  /** What may follow the name. */
  enum Takes {
    NOTHING,
    MAYBE_A_VALUE,
    A_VALUE
  }

  /**
   * A line of the help.
   *
   * @param label stands for the value; empty for a flag without one
   */
  record Help(String label, String text) {}

  /** A flag that is there or not. */
  static Flag plain(String name, String text) {
    return of(name, Takes.NOTHING, () -> new Help("", text));
  }

  /** A flag with a value. */
  static Flag valued(String name, String label, String text) {
    return of(name, Takes.A_VALUE, () -> new Help(label, text));
  }

  /** A flag without a letter. */
  static Flag of(String name, Takes takes, @Nullable Supplier<Help> help) {
    return new Flag(name, (char) 0, takes, help);
  }

  /** The same with a letter. */
  Flag withLetter(char shorter) {
    return new Flag(name, shorter, takes, help);
  }
}
