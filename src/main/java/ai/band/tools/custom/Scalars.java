package ai.band.tools.custom;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Readers of single values. Numbers and truth values may come as text, as models often do. */
final class Scalars {
  /** How many digits and zeros a number may have; longer ones only cost time. */
  private static final int LONGEST_NUMBER = 400;

  private static final Map<Class<?>, String> EXAMPLES = examples();
  private static final Map<Class<?>, ValueReader> READERS = readers();

  private Scalars() {}

  /** The reader of a type; null when it is none of these. */
  static @Nullable ValueReader of(Class<?> type) {
    return type.isEnum() ? enumReader(type) : READERS.get(type);
  }

  /** Whether its values are texts in JSON. */
  static boolean isText(Class<?> type) {
    return type.isEnum()
        || type == String.class
        || type == char.class
        || type == Character.class
        || EXAMPLES.containsKey(type);
  }

  /** How such a text looks; null when any text will do. */
  static @Nullable String format(Class<?> type) {
    return EXAMPLES.get(type);
  }

  static boolean isNumber(Class<?> type) {
    return READERS.containsKey(type)
        && !isText(type)
        && type != boolean.class
        && type != Boolean.class;
  }

  private static Map<Class<?>, ValueReader> readers() {
    Map<Class<?>, ValueReader> readers = new LinkedHashMap<>();
    readers.put(String.class, Scalars::string);
    both(readers, char.class, Character.class, Scalars::character);
    both(readers, boolean.class, Boolean.class, Scalars::truth);
    both(readers, byte.class, Byte.class, whole(BigInteger::byteValueExact, "-128 to 127"));
    both(readers, short.class, Short.class, whole(BigInteger::shortValueExact, "-32768 to 32767"));
    both(
        readers,
        int.class,
        Integer.class,
        whole(BigInteger::intValueExact, Integer.MIN_VALUE + " to " + Integer.MAX_VALUE));
    both(
        readers,
        long.class,
        Long.class,
        whole(BigInteger::longValueExact, Long.MIN_VALUE + " to " + Long.MAX_VALUE));
    readers.put(BigInteger.class, whole(number -> number, ""));
    both(readers, float.class, Float.class, decimal(BigDecimal::floatValue));
    both(readers, double.class, Double.class, decimal(BigDecimal::doubleValue));
    readers.put(BigDecimal.class, decimal(number -> number));
    EXAMPLES.forEach((type, example) -> readers.put(type, parsed(type, example)));
    return Map.copyOf(readers);
  }

  private static Map<Class<?>, String> examples() {
    return Map.of(
        UUID.class, "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        URI.class, "a URI such as https://example.org/",
        LocalDate.class, "a date such as 2026-11-21",
        LocalTime.class, "a time such as 14:30:00",
        LocalDateTime.class, "a date and time such as 2026-11-21T14:30:00",
        OffsetDateTime.class, "a date and time with offset such as 2026-11-21T14:30:00+01:00",
        ZonedDateTime.class, "a date and time with offset such as 2026-11-21T14:30:00+01:00",
        Instant.class, "a time in UTC such as 2026-11-21T14:30:00Z",
        Duration.class, "a duration such as PT15M");
  }

  private static Function<String, Object> parser(Class<?> type) {
    if (type == UUID.class) {
      return Scalars::uuid;
    } else if (type == URI.class) {
      return URI::create;
    } else if (type == LocalDate.class) {
      return LocalDate::parse;
    } else if (type == LocalTime.class) {
      return LocalTime::parse;
    } else if (type == LocalDateTime.class) {
      return LocalDateTime::parse;
    } else if (type == OffsetDateTime.class) {
      return OffsetDateTime::parse;
    } else if (type == ZonedDateTime.class) {
      return ZonedDateTime::parse;
    } else if (type == Instant.class) {
      return Instant::parse;
    }
    return Duration::parse;
  }

  /** Java alone would also read shorter forms. */
  private static Object uuid(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException("length");
    }
    return UUID.fromString(text);
  }

  private static void both(
      Map<Class<?>, ValueReader> readers, Class<?> bare, Class<?> boxed, ValueReader reader) {
    readers.put(bare, reader);
    readers.put(boxed, reader);
  }

  private static @Nullable Object string(JsonNode node, String path, Problems problems) {
    if (node.isString()) {
      return node.stringValue();
    }
    problems.mustBe(path, "a string", node);
    return null;
  }

  private static @Nullable Object character(JsonNode node, String path, Problems problems) {
    if (node.isString() && node.stringValue().length() == 1) {
      return node.stringValue().charAt(0);
    }
    problems.mustBe(path, "one character", node);
    return null;
  }

  private static @Nullable Object truth(JsonNode node, String path, Problems problems) {
    String word = node.isString() ? node.stringValue().strip() : node.toString();
    if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(word);
    }
    problems.mustBe(path, "true or false", node);
    return null;
  }

  private static ValueReader whole(Function<BigInteger, Object> narrow, String span) {
    return (node, path, problems) -> {
      BigDecimal number = number(node);
      if (number == null || number.stripTrailingZeros().scale() > 0) {
        problems.mustBe(path, "a whole number", node);
        return null;
      }
      try {
        return narrow.apply(number.toBigIntegerExact());
      } catch (ArithmeticException e) {
        problems.mustBe(path, "a whole number from " + span, node);
        return null;
      }
    };
  }

  private static ValueReader decimal(Function<BigDecimal, Object> narrow) {
    return (node, path, problems) -> {
      BigDecimal number = number(node);
      Object value = number == null ? null : narrow.apply(number);
      if (value == null || (value instanceof Number n && Double.isInfinite(n.doubleValue()))) {
        problems.mustBe(path, "a number", node);
        return null;
      }
      return value;
    };
  }

  /** The number in a node, also one written as a text. */
  static @Nullable BigDecimal number(JsonNode node) {
    if (!node.isNumber() && !node.isString()) {
      return null;
    }
    String text = node.isString() ? node.stringValue().strip() : node.asString();
    if (text.length() > LONGEST_NUMBER) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return Math.abs((long) number.scale()) > LONGEST_NUMBER ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static ValueReader parsed(Class<?> type, String example) {
    Function<String, Object> parser = parser(type);
    return (node, path, problems) -> {
      if (node.isString()) {
        try {
          return parser.apply(node.stringValue().strip());
        } catch (DateTimeException | IllegalArgumentException e) {
          problems.mustBe(path, example, node);
          return null;
        }
      }
      problems.mustBe(path, example, node);
      return null;
    };
  }

  private static ValueReader enumReader(Class<?> type) {
    List<Enum<?>> constants =
        Arrays.stream(type.getEnumConstants()).<Enum<?>>map(each -> (Enum<?>) each).toList();
    String names = String.join(", ", constants.stream().map(Enum::name).toList());
    return (node, path, problems) -> {
      Enum<?> constant = node.isString() ? constant(constants, node.stringValue().strip()) : null;
      if (constant == null) {
        problems.mustBe(path, "one of " + names, node);
      }
      return constant;
    };
  }

  private static @Nullable Enum<?> constant(List<Enum<?>> constants, String word) {
    Enum<?> likely = null;
    for (Enum<?> constant : constants) {
      if (constant.name().equals(word)) {
        return constant;
      }
      if (constant.name().equalsIgnoreCase(word)) {
        likely = constant;
      }
    }
    return likely;
  }
}
