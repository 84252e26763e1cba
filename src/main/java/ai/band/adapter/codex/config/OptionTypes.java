package ai.band.adapter.codex.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kinds of values that options have. */
public final class OptionTypes {
  private static final List<String> YES = List.of("true", "1", "yes", "on");
  private static final List<String> NO = List.of("false", "0", "no", "off");

  private OptionTypes() {}

  /** Any text. */
  public static OptionType<String> text() {
    return new Scalar<>("text", List.of(), text -> text);
  }

  /** A text that is not blank; blanks around it are dropped. */
  public static OptionType<String> word() {
    return new Scalar<>("text", List.of(), text -> notBlank(text));
  }

  /** One of a few words; case and blanks around it do not matter. */
  public static OptionType<String> oneOf(String... words) {
    List<String> allowed = List.of(words);
    return new Scalar<>("word", allowed, text -> pick(text, allowed));
  }

  /** A constant of an enum, written in lower case. */
  public static <E extends Enum<E>> OptionType<E> constant(Class<E> type) {
    return constant(type, value -> value.name().toLowerCase(Locale.ROOT));
  }

  /** A constant of an enum that has words of its own. */
  public static <E extends Enum<E>> OptionType<E> constant(
      Class<E> type, Function<E, String> word) {
    return new Constant<>(List.of(type.getEnumConstants()), word);
  }

  /** A sandbox mode no wider than one, with all its spellings. */
  public static OptionType<SandboxMode> sandboxUpTo(SandboxMode widest) {
    return new Sandbox(SandboxMode.wordsUpTo(widest));
  }

  /** True or false: {@code 1/true/yes/on} and {@code 0/false/no/off}. */
  public static OptionType<Boolean> bool() {
    return new Switch();
  }

  /** A whole number within bounds. */
  public static OptionType<Integer> integer(int least, int most) {
    return new Scalar<>("whole number", List.of(), text -> whole(text, least, most));
  }

  /** A positive number of seconds; decimals are allowed. */
  public static OptionType<Duration> seconds() {
    return new Seconds(false);
  }

  /** A number of seconds; decimals and zero are allowed. */
  public static OptionType<Duration> secondsFromZero() {
    return new Seconds(true);
  }

  /** Words: a list, or one line split as a shell would. */
  public static OptionType<List<String>> commandLine() {
    return new Words("command line", ShellWords::split, false);
  }

  /** Words: a list, or one line split at commas. */
  public static OptionType<List<String>> names() {
    return new Words("list of words", OptionTypes::splitAtCommas, true);
  }

  /** A tree with named values: a map, or JSON text. */
  public static OptionType<Map<String, Object>> map() {
    return new TreeTypes.Tree();
  }

  /** Environment variables of a process: a map of text, or JSON text. */
  public static OptionType<Map<String, String>> variables() {
    return new TreeTypes.Variables();
  }

  /** A list of trees, or JSON text. */
  public static OptionType<List<Map<String, Object>>> maps() {
    return new TreeTypes.TreeList();
  }

  /** A word or a tree. */
  public static OptionType<Object> wordOrMap(String... known) {
    return new TreeTypes.WordOrTree(List.of(known));
  }

  /** A URL of one of a few schemes. */
  public static OptionType<String> url(String... schemes) {
    return new UrlType(List.of(schemes));
  }

  static String choice(List<String> words) {
    return "Use " + join(words) + ".";
  }

  static String join(List<String> words) {
    if (words.size() == 1) {
      return words.get(0);
    }
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("Give a text that is not blank.");
    }
    return text.strip();
  }

  private static String pick(String text, List<String> allowed) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    for (String word : allowed) {
      if (word.toLowerCase(Locale.ROOT).equals(wanted)) {
        return word;
      }
    }
    throw new IllegalArgumentException(choice(allowed));
  }

  private static int whole(String text, int least, int most) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, together with a number out of bounds
    }
    throw new IllegalArgumentException(
        most == Integer.MAX_VALUE
            ? "Use a whole number of at least " + least + "."
            : "Use a whole number from " + least + " to " + most + ".");
  }

  private static List<String> splitAtCommas(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  /** A single value; a fraction or a date of YAML has lost its spelling and must be quoted. */
  static String scalarText(Object tree) {
    if (tree instanceof String
        || tree instanceof Integer
        || tree instanceof Long
        || tree instanceof Enum<?>) {
      return tree.toString();
    }
    if (tree instanceof Boolean || tree instanceof Number) {
      throw new IllegalArgumentException("Put the text in quotation marks.");
    }
    throw new IllegalArgumentException("Give a single value, not a list or a map.");
  }

  private record Scalar<T>(String name, List<String> allowed, Function<String, T> reader)
      implements OptionType<T> {
    @Override
    public T parse(String text) {
      return reader.apply(text);
    }

    @Override
    public T convert(Object tree) {
      if (!allowed.isEmpty() && (tree instanceof Boolean || tree instanceof Number)) {
        throw new IllegalArgumentException(choice(allowed));
      }
      return reader.apply(scalarText(tree));
    }
  }

  private record Constant<E extends Enum<E>>(List<E> constants, Function<E, String> word)
      implements OptionType<E> {
    @Override
    public String name() {
      return "word";
    }

    @Override
    public List<String> allowed() {
      return constants.stream().map(word).toList();
    }

    @Override
    public E parse(String text) {
      String wanted = text.strip();
      for (E constant : constants) {
        if (word.apply(constant).equalsIgnoreCase(wanted)) {
          return constant;
        }
      }
      throw new IllegalArgumentException(choice(allowed()));
    }

    @Override
    public E convert(Object tree) {
      for (E constant : constants) {
        if (constant.equals(tree)) {
          return constant;
        }
      }
      return parse(tree instanceof String text ? text : String.valueOf(tree));
    }

    @Override
    public String render(@Nullable E value) {
      return value == null ? "unset" : word.apply(value);
    }
  }

  private record Sandbox(List<String> allowed) implements OptionType<SandboxMode> {
    @Override
    public String name() {
      return "word";
    }

    @Override
    public SandboxMode parse(String text) {
      SandboxMode mode = SandboxMode.parse(text);
      if (mode == null || !allowed.contains(mode.word())) {
        throw new IllegalArgumentException(choice(allowed));
      }
      return mode;
    }

    @Override
    public SandboxMode convert(Object tree) {
      return parse(tree instanceof SandboxMode mode ? mode.word() : String.valueOf(tree));
    }

    @Override
    public String render(@Nullable SandboxMode value) {
      return value == null ? "unset" : value.word();
    }
  }

  private record Switch() implements OptionType<Boolean> {
    @Override
    public String name() {
      return "true/false";
    }

    @Override
    public boolean isSwitch() {
      return true;
    }

    @Override
    public Boolean parse(String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (YES.contains(word)) {
        return true;
      }
      if (NO.contains(word)) {
        return false;
      }
      throw new IllegalArgumentException("Use true or false (also 1/yes/on and 0/no/off).");
    }

    @Override
    public Boolean convert(Object tree) {
      return tree instanceof Boolean value ? value : parse(String.valueOf(tree));
    }
  }

  private record Seconds(boolean zero) implements OptionType<Duration> {
    private static final double LONGEST = 1e9;

    @Override
    public String name() {
      return "seconds";
    }

    @Override
    public Duration parse(String text) {
      try {
        return duration(Double.parseDouble(text.strip()));
      } catch (NumberFormatException e) {
        throw refusal();
      }
    }

    @Override
    public Duration convert(Object tree) {
      if (tree instanceof Duration value) {
        if (value.isNegative() || (value.isZero() && !zero)) {
          throw refusal();
        }
        return value;
      }
      return tree instanceof Number number
          ? duration(number.doubleValue())
          : parse(scalarText(tree));
    }

    private Duration duration(double seconds) {
      if (zero && seconds == 0) {
        return Duration.ZERO;
      }
      if (seconds > 0 && seconds <= LONGEST) {
        return Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)));
      }
      throw refusal();
    }

    private IllegalArgumentException refusal() {
      return new IllegalArgumentException(
          zero ? "Use a number of seconds, 0 or more." : "Use a number of seconds greater than 0.");
    }

    @Override
    public String render(@Nullable Duration value) {
      if (value == null) {
        return "unset";
      }
      return value.toNanosPart() == 0
          ? Long.toString(value.toSeconds())
          : Double.toString(value.toNanos() / 1e9);
    }
  }

  private record Words(String name, Function<String, List<String>> splitter, boolean mayBeEmpty)
      implements OptionType<List<String>> {
    @Override
    public List<String> parse(String text) {
      return full(splitter.apply(text));
    }

    @Override
    public List<String> convert(Object tree) {
      if (!(tree instanceof List<?> list)) {
        return parse(scalarText(tree));
      }
      List<String> words = new ArrayList<>(list.size());
      for (Object each : list) {
        if (each == null) {
          throw new IllegalArgumentException("Give a list of words without gaps.");
        }
        words.add(scalarText(each));
      }
      return mayBeEmpty && words.isEmpty() ? List.of() : full(words);
    }

    private static List<String> full(List<String> words) {
      if (words.isEmpty() || words.get(0).isBlank()) {
        throw new IllegalArgumentException("Give at least one word.");
      }
      return List.copyOf(words);
    }

    @Override
    public String render(@Nullable List<String> value) {
      return value == null ? "unset" : String.join(" ", value);
    }
  }
}
