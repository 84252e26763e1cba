package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * What a record says of one of its components: the one source for both the schema and the reading.
 *
 * @param where record and component, for errors
 * @param type what JSON must hold, without the {@link Optional} around it
 * @param fallback the value when it is left out
 */
record ComponentFacts(
    String where,
    String name,
    Type type,
    boolean optional,
    boolean nullable,
    @Nullable String description,
    @Nullable JsonNode fallback,
    @Nullable Range range,
    @Nullable Size size,
    @Nullable OneOf oneOf) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static ComponentFacts of(RecordComponent component) {
    Type declared = component.getGenericType();
    boolean optional = component.getType() == Optional.class;
    Type type =
        optional && declared instanceof ParameterizedType generic
            ? generic.getActualTypeArguments()[0]
            : declared;
    String where = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    Describe describe = component.getAnnotation(Describe.class);
    Default fallback = component.getAnnotation(Default.class);
    ComponentFacts facts =
        new ComponentFacts(
            where,
            component.getName(),
            type,
            optional,
            isNullable(component),
            describe == null ? null : describe.value().strip(),
            fallback == null ? null : parse(raw(type), fallback.value(), where),
            component.getAnnotation(Range.class),
            component.getAnnotation(Size.class),
            component.getAnnotation(OneOf.class));
    facts.check();
    return facts;
  }

  boolean required() {
    return !optional && !nullable && fallback == null;
  }

  /**
   * What the model is told: bounds, formats and defaults too, because Codex keeps them from it when
   * they only stand in the schema.
   */
  @Nullable String told() {
    List<String> parts = new ArrayList<>();
    if (description != null) {
      parts.add(description);
    }
    String format = Scalars.format(raw(type));
    if (format != null) {
      parts.add("As " + format + ".");
    }
    if (range != null) {
      parts.add(capital(rangeText(range)) + ".");
    }
    if (size != null) {
      parts.add(capital(sizeText(size, raw(type))) + ".");
    }
    if (fallback != null) {
      parts.add("Default: " + (fallback.isString() ? fallback.stringValue() : fallback) + ".");
    }
    if (description != null && parts.size() > 1 && !description.endsWith(".")) {
      parts.set(0, description + ".");
    }
    return parts.isEmpty() ? null : String.join(" ", parts);
  }

  /** The reader, with the bounds that the annotations set. */
  ValueReader bounded(ValueReader reader) {
    if (range == null && size == null && oneOf == null) {
      return reader;
    }
    return (node, path, problems) -> {
      Object value = reader.read(node, path, problems);
      if (value == null || isWithin(value, node, path, problems)) {
        return value;
      }
      return null;
    };
  }

  private boolean isWithin(Object value, JsonNode node, String path, Problems problems) {
    if (range != null && !isInside(range, value)) {
      problems.mustBe(path, rangeText(range), node);
      return false;
    }
    if (size != null && !isInside(size, value)) {
      problems.add(path, "must have " + sizeText(size, raw(type)) + ", not " + lengthOf(value));
      return false;
    }
    if (oneOf != null && !Arrays.asList(oneOf.value()).contains(value)) {
      problems.mustBe(path, "one of " + String.join(", ", oneOf.value()), node);
      return false;
    }
    return true;
  }

  private void check() {
    Class<?> raw = raw(type);
    if (range != null && !Scalars.isNumber(raw)) {
      throw new BandConfigException(where + ": @Range is for numbers. Remove it.");
    }
    if (size != null
        && raw != String.class
        && !raw.isArray()
        && !Collection.class.isAssignableFrom(raw)
        && !Map.class.isAssignableFrom(raw)) {
      throw new BandConfigException(where + ": @Size is for texts, lists and maps. Remove it.");
    }
    if (oneOf != null && raw != String.class) {
      throw new BandConfigException(where + ": @OneOf is for texts. Use an enum, or remove it.");
    }
    if (nullable && raw.isPrimitive()) {
      throw new BandConfigException(where + ": a " + raw + " cannot be null. Use its class.");
    }
  }

  private static JsonNode parse(Class<?> type, String text, String where) {
    if (Scalars.isText(type)) {
      return StringNode.valueOf(text);
    }
    try {
      JsonNode value = JSON.readTree(text);
      if (!value.isNull() && !value.isMissingNode()) {
        return value;
      }
    } catch (JacksonException e) {
      // Told below, with what the user can do.
    }
    throw new BandConfigException(
        where
            + ": @Default(\""
            + text
            + "\") is no JSON value for a "
            + type.getSimpleName()
            + ".");
  }

  /** By name, so that every library's annotation will do. */
  private static boolean isNullable(RecordComponent component) {
    return hasNullable(component) || hasNullable(component.getAnnotatedType());
  }

  private static boolean hasNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
  }

  static Class<?> raw(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    return type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw
        ? raw
        : Object.class;
  }

  private static boolean isInside(Range range, Object value) {
    if (!(value instanceof Number number)) {
      return true;
    }
    BigDecimal exact = new BigDecimal(number.toString());
    return (Double.isInfinite(range.min()) || exact.compareTo(exact(range.min())) >= 0)
        && (Double.isInfinite(range.max()) || exact.compareTo(exact(range.max())) <= 0);
  }

  private static boolean isInside(Size size, Object value) {
    int length = lengthOf(value);
    return length >= size.min() && length <= size.max();
  }

  private static int lengthOf(Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case Collection<?> entries -> entries.size();
      case Map<?, ?> map -> map.size();
      default -> java.lang.reflect.Array.getLength(value);
    };
  }

  private static String rangeText(Range range) {
    String min = plain(range.min());
    String max = plain(range.max());
    if (Double.isInfinite(range.max())) {
      return "at least " + min;
    }
    return Double.isInfinite(range.min()) ? "at most " + max : "from " + min + " to " + max;
  }

  private static String sizeText(Size size, Class<?> type) {
    String unit = type == String.class ? " characters" : " entries";
    if (size.max() == Integer.MAX_VALUE) {
      return "at least " + size.min() + unit;
    }
    return (size.min() == 0 ? "at most " : size.min() + " to ") + size.max() + unit;
  }

  private static String plain(double bound) {
    return Double.isInfinite(bound) ? "" : exact(bound).stripTrailingZeros().toPlainString();
  }

  private static BigDecimal exact(double bound) {
    return BigDecimal.valueOf(bound);
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
