package ai.band.app.health;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param problem what is wrong and what to do; null when all is well
 */
record Finding(@Nullable String problem) {
  static final Finding GOOD = new Finding(null);

  static Finding bad(String problem) {
    return new Finding(problem);
  }

  boolean good() {
    return problem == null;
  }
}
