package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the readers of one tool, once, when it is registered. */
final class ReaderFactory {
  /** Records that contain themselves have one reader. */
  private final Map<Class<?>, RecordReader> records = new HashMap<>();

  private final Set<Class<?>> underWay = new HashSet<>();
  private boolean recursive;

  RecordReader ofRecord(Class<?> type) {
    RecordReader known = records.get(type);
    if (known != null) {
      recursive |= underWay.contains(type);
      return known;
    }
    RecordReader reader = new RecordReader(type);
    records.put(type, reader);
    underWay.add(type);
    reader.prepare(this);
    underWay.remove(type);
    return reader;
  }

  /** Whether one of the records made so far contains itself. */
  boolean hasRecursion() {
    return recursive;
  }

  /**
   * The reader of a type.
   *
   * @param where record and component, for errors
   * @throws BandConfigException when it cannot be filled from JSON
   */
  ValueReader of(Type type, String where) {
    if (type instanceof Class<?> plain) {
      return ofClass(plain, where);
    }
    if (type instanceof GenericArrayType array) {
      return arrayOf(array.getGenericComponentType(), where);
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      Type[] inner = generic.getActualTypeArguments();
      if (raw == List.class || raw == Collection.class) {
        return listOf(of(inner[0], where), Collections::unmodifiableList);
      }
      if (raw == Set.class) {
        return listOf(
            of(inner[0], where),
            values -> Collections.unmodifiableSet(new LinkedHashSet<>(values)));
      }
      if (raw == Map.class && inner[0] == String.class) {
        return mapOf(of(inner[1], where));
      }
    }
    throw unusable(type, where);
  }

  private ValueReader ofClass(Class<?> type, String where) {
    ValueReader scalar = Scalars.of(type);
    if (scalar != null) {
      return scalar;
    }
    if (type.isRecord() && type.getTypeParameters().length == 0) {
      return ofRecord(type);
    }
    if (type.isArray()) {
      return arrayOf(type.getComponentType(), where);
    }
    if (type == JsonNode.class) {
      return (node, path, problems) -> node;
    }
    if (type == ObjectNode.class) {
      return (node, path, problems) -> {
        if (!node.isObject()) {
          problems.mustBe(path, "an object", node);
          return null;
        }
        return node;
      };
    }
    throw unusable(type, where);
  }

  private static ValueReader listOf(
      ValueReader element, Function<List<@Nullable Object>, Object> finish) {
    return (node, path, problems) -> {
      List<@Nullable Object> values = elements(element, node, path, problems);
      return values == null ? null : finish.apply(values);
    };
  }

  private ValueReader arrayOf(Type componentType, String where) {
    ValueReader element = of(componentType, where);
    Class<?> raw = ComponentFacts.raw(componentType);
    return (node, path, problems) -> {
      List<@Nullable Object> values = elements(element, node, path, problems);
      if (values == null) {
        return null;
      }
      Object array = Array.newInstance(raw, values.size());
      for (int i = 0; i < values.size(); i++) {
        Array.set(array, i, values.get(i));
      }
      return array;
    };
  }

  private static @Nullable List<@Nullable Object> elements(
      ValueReader element, JsonNode node, String path, Problems problems) {
    if (!node.isArray()) {
      problems.mustBe(path, "a list", node);
      return null;
    }
    int before = problems.count();
    List<@Nullable Object> values = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      values.add(present(element, node.get(i), Problems.child(path, "" + i), problems));
    }
    return problems.count() == before ? values : null;
  }

  private static ValueReader mapOf(ValueReader value) {
    return (node, path, problems) -> {
      if (!node.isObject()) {
        problems.mustBe(path, "an object", node);
        return null;
      }
      int before = problems.count();
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (var entry : node.properties()) {
        String key = entry.getKey();
        map.put(key, present(value, entry.getValue(), Problems.child(path, key), problems));
      }
      return problems.count() == before ? Collections.unmodifiableMap(map) : null;
    };
  }

  private static @Nullable Object present(
      ValueReader reader, JsonNode node, String path, Problems problems) {
    if (node.isNull()) {
      problems.add(path, "must not be null");
      return null;
    }
    return reader.read(node, path, problems);
  }

  private static BandConfigException unusable(Type type, String where) {
    return new BandConfigException(
        where
            + ": a "
            + type.getTypeName()
            + " cannot be filled from JSON. Use a string, number, boolean, enum, date, UUID,"
            + " record, JsonNode, an array, List, Set or Map<String, …> of these, or an Optional"
            + " around one.");
  }
}
