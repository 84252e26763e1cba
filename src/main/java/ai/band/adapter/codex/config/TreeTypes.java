package ai.band.adapter.codex.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values with an inner structure: YAML trees, or JSON in the environment and on flags. */
final class TreeTypes {
  private TreeTypes() {}

  record Tree() implements OptionType<Map<String, Object>> {
    @Override
    public String name() {
      return "map";
    }

    @Override
    public Map<String, Object> parse(String text) {
      Object tree = Trees.readJson(text);
      if (tree == null) {
        throw new IllegalArgumentException("Give a JSON object.");
      }
      return convert(tree);
    }

    @Override
    public Map<String, Object> convert(Object tree) {
      if (tree instanceof Map<?, ?> map) {
        return Trees.freeze(map);
      }
      throw new IllegalArgumentException("Give a map (in the environment: a JSON object).");
    }

    @Override
    public String render(@Nullable Map<String, Object> value) {
      return value == null ? "unset" : Trees.writeJson(value);
    }
  }

  record Variables() implements OptionType<Map<String, String>> {
    @Override
    public String name() {
      return "map of text";
    }

    @Override
    public Map<String, String> parse(String text) {
      return convert(new Tree().parse(text));
    }

    @Override
    public Map<String, String> convert(Object tree) {
      Map<String, String> variables = new LinkedHashMap<>();
      new Tree()
          .convert(tree)
          .forEach(
              (name, value) -> {
                if (value == null || value instanceof Map || value instanceof List) {
                  throw new IllegalArgumentException("Give " + name + " a text as value.");
                }
                variables.put(name, value.toString());
              });
      return Collections.unmodifiableMap(variables);
    }

    @Override
    public String quote(Object raw) {
      return SecretNames.MASK;
    }

    @Override
    public String render(@Nullable Map<String, String> value) {
      if (value == null) {
        return "unset";
      }
      List<String> shown = new ArrayList<>();
      value.forEach(
          (name, text) ->
              shown.add(name + "=" + (SecretNames.looksSecret(name) ? SecretNames.MASK : text)));
      return "{" + String.join(", ", shown) + "}";
    }
  }

  record TreeList() implements OptionType<List<Map<String, Object>>> {
    @Override
    public String name() {
      return "list of maps";
    }

    @Override
    public List<Map<String, Object>> parse(String text) {
      Object tree = Trees.readJson(text);
      if (tree == null) {
        throw new IllegalArgumentException("Give a JSON array of objects.");
      }
      return convert(tree);
    }

    @Override
    public List<Map<String, Object>> convert(Object tree) {
      if (!(tree instanceof List<?> list)) {
        throw new IllegalArgumentException("Give a list (in the environment: a JSON array).");
      }
      List<Map<String, Object>> maps = new ArrayList<>(list.size());
      for (Object each : list) {
        if (!(each instanceof Map<?, ?> map)) {
          throw new IllegalArgumentException("Give a list of maps only.");
        }
        maps.add(Trees.freeze(map));
      }
      return List.copyOf(maps);
    }

    @Override
    public String render(@Nullable List<Map<String, Object>> value) {
      return value == null ? "unset" : value.isEmpty() ? "[]" : Trees.writeJson(value);
    }
  }

  record WordOrTree(List<String> allowed) implements OptionType<Object> {
    @Override
    public String name() {
      return "word or map";
    }

    @Override
    public Object parse(String text) {
      String word = OptionTypes.notBlank(text);
      return word.startsWith("{") ? new Tree().parse(word) : word;
    }

    @Override
    public Object convert(Object tree) {
      return tree instanceof Map<?, ?> map
          ? Trees.freeze(map)
          : parse(OptionTypes.scalarText(tree));
    }

    @Override
    public String render(@Nullable Object value) {
      return value instanceof Map<?, ?> map ? Trees.writeJson(map) : String.valueOf(value);
    }
  }
}
