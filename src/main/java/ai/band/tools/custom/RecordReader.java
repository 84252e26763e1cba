package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a record of a JSON object. What the record does not know is ignored. */
final class RecordReader implements ValueReader {
  private final Class<?> type;
  private final Constructor<?> constructor;
  private List<Part> parts = List.of();

  private record Part(ComponentFacts facts, ValueReader reader) {}

  RecordReader(Class<?> type) {
    this.type = type;
    this.constructor = constructorOf(type);
  }

  /** Second step, because a record may contain itself. */
  void prepare(ReaderFactory readers) {
    List<Part> all = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      ComponentFacts facts = ComponentFacts.of(component);
      all.add(new Part(facts, facts.bounded(readers.of(facts.type(), facts.where()))));
    }
    parts = List.copyOf(all);
    checkDefaults();
  }

  @Override
  public @Nullable Object read(JsonNode node, String path, Problems problems) {
    if (!node.isObject()) {
      problems.mustBe(path, "an object", node);
      return null;
    }
    int before = problems.count();
    @Nullable Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(parts.get(i), node, path, problems);
    }
    return problems.count() == before ? make(values, path, problems) : null;
  }

  private static @Nullable Object value(Part part, JsonNode node, String path, Problems problems) {
    ComponentFacts facts = part.facts();
    String place = Problems.child(path, facts.name());
    JsonNode given = node.get(facts.name());
    if (given == null || given.isNull()) {
      given = facts.fallback();
    }
    if (given == null) {
      if (facts.required()) {
        problems.add(place, "is required");
      }
      return facts.optional() ? Optional.empty() : null;
    }
    Object value = part.reader().read(given, place, problems);
    return facts.optional() ? Optional.ofNullable(value) : value;
  }

  /** A record may refuse what each of its components allows. */
  private @Nullable Object make(@Nullable Object[] values, String path, Problems problems) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      String message = e.getCause() == null ? null : e.getCause().getMessage();
      problems.add(path, message == null ? "is not allowed" : message);
    } catch (ReflectiveOperationException e) {
      problems.add(path, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private void checkDefaults() {
    for (Part part : parts) {
      JsonNode fallback = part.facts().fallback();
      if (fallback != null) {
        Problems problems = new Problems();
        part.reader().read(fallback, "@Default", problems);
        if (problems.any()) {
          throw new BandConfigException(
              part.facts().where() + ": " + problems.text("the annotations") + ".");
        }
      }
    }
  }

  private static Constructor<?> constructorOf(Class<?> type) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new BandConfigException(
          type.getName()
              + ": its constructor cannot be called ("
              + e.getMessage()
              + "). Make the record public, or open its package to ai.band.");
    }
  }
}
