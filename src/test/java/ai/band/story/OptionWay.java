package ai.band.story;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.app.SettledByProgram;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways in which a user sets an option; all but the first go through the program's reading. */
enum OptionWay {
  CODE {
    @Override
    List<CodexAdapterConfig> settle(OptionRow row, Path folder) throws Exception {
      CodexConfigBuilder builder = CodexAdapterConfig.builder().fromYaml(row.with());
      Method method = method(row);
      Object value = row.value();
      Object argument =
          method.isVarArgs() && value instanceof List<?> words
              ? words.toArray(String[]::new)
              : value;
      method.invoke(builder, new Object[] {argument});
      return List.of(builder.build());
    }
  },
  ENVIRONMENT {
    @Override
    List<CodexAdapterConfig> settle(OptionRow row, Path folder) throws Exception {
      List<CodexAdapterConfig> all = new ArrayList<>();
      for (String name : row.option().environment()) {
        all.add(SettledByProgram.settle(folder, row.with(), Map.of(name, row.text())));
      }
      return all;
    }
  },
  YAML {
    @Override
    List<CodexAdapterConfig> settle(OptionRow row, Path folder) throws Exception {
      Map<String, Object> section = new LinkedHashMap<>(row.with());
      section.put(row.option().key(), row.value());
      return List.of(SettledByProgram.settle(folder, section, Map.of()));
    }
  },
  YAML_BELOW_CODEX {
    @Override
    List<CodexAdapterConfig> settle(OptionRow row, Path folder) throws Exception {
      Map<String, Object> section = new LinkedHashMap<>(row.with());
      section.put("codex", Map.of(row.option().key(), row.value()));
      return List.of(SettledByProgram.settle(folder, section, Map.of()));
    }
  },
  FLAG {
    @Override
    List<CodexAdapterConfig> settle(OptionRow row, Path folder) throws Exception {
      List<CodexAdapterConfig> all = new ArrayList<>();
      for (String flag : row.option().flags()) {
        String word = flag + "=" + row.text();
        all.add(SettledByProgram.settle(folder, row.with(), Map.of(), word));
      }
      return all;
    }
  };

  /** The options as they come out, once for each name that the option has in this way. */
  abstract List<CodexAdapterConfig> settle(OptionRow row, Path folder) throws Exception;

  private static Method method(OptionRow row) {
    String name = camelCase(row.option().key());
    for (Method method : CodexConfigBuilder.class.getMethods()) {
      if (method.getName().equals(name) && takes(method, row.value())) {
        return method;
      }
    }
    throw new AssertionError("The builder has no method " + name + " for " + row.value() + ".");
  }

  private static boolean takes(Method method, Object value) {
    if (method.getParameterCount() != 1) {
      return false;
    }
    Class<?> type = method.getParameterTypes()[0];
    return type.isInstance(value)
        || (method.isVarArgs() && value instanceof List)
        || (type == double.class && value instanceof Double)
        || (type == int.class && value instanceof Integer)
        || (type == boolean.class && value instanceof Boolean);
  }

  private static String camelCase(String key) {
    StringBuilder name = new StringBuilder();
    for (String word : key.split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
