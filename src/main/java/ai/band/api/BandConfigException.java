package ai.band.api;

import java.util.List;

/**
 * A setting is missing, unknown or has a value that is not allowed.
 *
 * <p>The text names each key, the value given and the remedy. The program ends with exit code 2.
 */
public final class BandConfigException extends RuntimeException {
  private final List<String> problems;

  /**
   * One problem.
   *
   * @param key the setting as the user wrote it
   * @param value the value given; never a secret
   * @param remedy what is allowed, or what to do
   */
  public BandConfigException(String key, Object value, String remedy) {
    this(List.of(key + ": " + value + " is not allowed. " + remedy));
  }

  /**
   * A problem that is not about one value.
   *
   * @param problem what is wrong and what to do
   */
  public BandConfigException(String problem) {
    this(List.of(problem));
  }

  /**
   * Several problems found together.
   *
   * @param problems at least one
   */
  public BandConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem as one line. */
  public List<String> problems() {
    return problems;
  }
}
