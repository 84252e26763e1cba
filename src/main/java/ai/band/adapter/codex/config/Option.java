package ai.band.adapter.codex.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One option, described once. The builder, the readers of YAML and environment, the command line
 * and the reference table all work from this description. Immutable.
 *
 * @param <T> the Java type of a value
 */
public final class Option<T> {
  private final String key;
  private final OptionType<T> type;
  private final @Nullable T defaultValue;
  private final List<String> environment;
  private final List<String> flags;
  private final String help;
  private final boolean nullable;
  private final boolean secret;
  private final @Nullable T launcherDefault;
  private final @Nullable String defaultNote;
  private final List<String> ignored;

  private Option(Description<T> from) {
    this.key = from.key;
    this.type = from.type;
    this.defaultValue = from.defaultValue;
    this.environment = List.copyOf(from.environment);
    this.flags = List.copyOf(from.flags);
    this.help = from.help;
    this.nullable = from.nullable;
    this.secret = from.secret;
    this.launcherDefault = from.launcherDefault;
    this.defaultNote = from.defaultNote;
    this.ignored = List.copyOf(from.ignored);
  }

  /** Starts a description. */
  public static <T> Description<T> of(String key, OptionType<T> type) {
    return new Description<>(key, type);
  }

  /** The name in YAML, in snake_case. */
  public String key() {
    return key;
  }

  /** How values are written. */
  public OptionType<T> type() {
    return type;
  }

  /** The value when nobody sets one; null means unset. */
  public @Nullable T defaultValue() {
    return defaultValue;
  }

  /** The variables that set it, the first one found wins. */
  public List<String> environment() {
    return environment;
  }

  /** The flags that set it, the main one first. */
  public List<String> flags() {
    return flags;
  }

  /** What it does, in a sentence or two. */
  public String help() {
    return help;
  }

  /** Whether it may be unset explicitly. */
  public boolean nullable() {
    return nullable;
  }

  /** Whether a variable's value means "not set by the user". */
  boolean ignores(String text) {
    return ignored.contains(text.strip().toLowerCase(Locale.ROOT));
  }

  /** A refused value for an error text; a secret as {@code ***}. */
  String quote(Object raw) {
    return secret ? SecretNames.MASK : type.quote(raw);
  }

  /** Whether its value is never shown. */
  public boolean secret() {
    return secret;
  }

  /** What the launcher sets in a container instead of the default; null for most options. */
  public @Nullable T launcherDefault() {
    return launcherDefault;
  }

  /** The default for people. */
  public String defaultText() {
    if (defaultNote != null) {
      return defaultNote;
    }
    return defaultValue == null ? "unset" : type.render(defaultValue);
  }

  /** A value for people; a secret as {@code ***}. */
  public String render(@Nullable T value) {
    if (value == null) {
      return "unset";
    }
    return secret ? SecretNames.MASK : type.render(value);
  }

  @Override
  public String toString() {
    return key;
  }

  /** An option being described. */
  public static final class Description<T> {
    private final String key;
    private final OptionType<T> type;
    private @Nullable T defaultValue;
    private final List<String> environment = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private String help = "";
    private boolean nullable = true;
    private boolean secret;
    private @Nullable T launcherDefault;
    private @Nullable String defaultNote;
    private final List<String> ignored = new ArrayList<>();

    private Description(String key, OptionType<T> type) {
      this.key = key;
      this.type = type;
    }

    /** The value when nobody sets one. From then on the option cannot be unset. */
    public Description<T> defaultsTo(T value) {
      this.defaultValue = Objects.requireNonNull(value);
      this.nullable = false;
      return this;
    }

    /** Although it has a default, it may be unset: {@code null} in YAML, {@code none} elsewhere. */
    public Description<T> orNone() {
      this.nullable = true;
      return this;
    }

    /** Adds variables that set it. */
    public Description<T> environment(String... names) {
      environment.addAll(List.of(names));
      return this;
    }

    /** Adds flags besides the one made from the key. */
    public Description<T> flags(String... names) {
      flags.addAll(List.of(names));
      return this;
    }

    /** Its value is never shown. */
    public Description<T> hidden() {
      this.secret = true;
      return this;
    }

    /** What the launcher sets in a container. */
    public Description<T> launcherDefault(T value) {
      this.launcherDefault = value;
      return this;
    }

    /** A value that other programs put into its variables and that is not meant for us. */
    public Description<T> ignoring(String value) {
      ignored.add(value);
      return this;
    }

    /** What the reference table says instead of the default value. */
    public Description<T> defaultNote(String note) {
      this.defaultNote = note;
      return this;
    }

    /** Ends the description with what the option does. */
    public Option<T> help(String sentence) {
      this.help = sentence;
      return new Option<>(this);
    }
  }

  /** The flag made from a key: {@code turn_timeout_s} becomes {@code --turn-timeout-s}. */
  public static String flagOf(String key) {
    return "--" + key.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
