package ai.band.adapter.codex.config;

/**
 * Where the value of an option comes from.
 *
 * @param kind which source; an earlier kind wins over a later one
 * @param name the option as the user wrote it there: a flag, a variable, {@code file: key}
 */
public record OptionSource(Kind kind, String name) {
  /** The sources, the strongest first. */
  public enum Kind {
    /** Set on the builder. */
    CODE,
    /** A flag of the command line. */
    FLAG,
    /** An environment variable. */
    ENVIRONMENT,
    /** A key of the configuration file. */
    FILE,
    /** What the launcher sets in a container. */
    LAUNCHER_DEFAULT,
    /** The option's own default. */
    DEFAULT
  }

  static OptionSource code(String key) {
    return new OptionSource(Kind.CODE, key);
  }

  /** A flag of the command line, with its hyphens. */
  public static OptionSource flag(String flag) {
    return new OptionSource(Kind.FLAG, flag);
  }

  static OptionSource environment(String variable) {
    return new OptionSource(Kind.ENVIRONMENT, variable);
  }

  static OptionSource file(String place) {
    return new OptionSource(Kind.FILE, place);
  }

  static OptionSource launcherDefault(String key) {
    return new OptionSource(Kind.LAUNCHER_DEFAULT, key);
  }

  static OptionSource defaultValue(String key) {
    return new OptionSource(Kind.DEFAULT, key);
  }

  /** Whether somebody chose the value. */
  public boolean chosen() {
    return kind != Kind.DEFAULT && kind != Kind.LAUNCHER_DEFAULT;
  }

  /** For people: {@code CODEX_MODEL}, {@code agent_config.yaml: planner.model}, {@code default}. */
  @Override
  public String toString() {
    return switch (kind) {
      case CODE -> "set in code";
      case FLAG, ENVIRONMENT, FILE -> name;
      case LAUNCHER_DEFAULT -> "launcher default";
      case DEFAULT -> "default";
    };
  }
}
