package ai.band.adapter.codex.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Walks all options against the contract's table. */
class CodexOptionsTest {
  @Test
  void the_catalogue_is_the_contract_s_table_in_order_and_then_its_extensions() {
    assertThat(OptionTable.CONTRACT).hasSize(43);
    List<String> keys = CodexOptions.all().stream().map(Option::key).toList();
    assertThat(keys.subList(0, 43)).containsExactlyElementsOf(keys(OptionTable.CONTRACT));
    assertThat(keys.subList(43, keys.size()))
        .containsExactlyInAnyOrderElementsOf(keys(OptionTable.EXTENSIONS));
  }

  private static List<String> keys(List<OptionTable.Row> rows) {
    return rows.stream().map(OptionTable.Row::key).toList();
  }

  @TestFactory
  Stream<DynamicTest> every_default_is_the_contract_s() {
    var config = CodexAdapterConfig.defaults();
    return rows()
        .map(
            row ->
                dynamicTest(
                    row.key(),
                    () -> {
                      var value = config.valueOf(option(row.key()));
                      assertThat(value.rendered()).isEqualTo(row.byDefault());
                      assertThat(value.source()).hasToString("default");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> every_option_is_set_by_each_of_its_variables() {
    return rows()
        .flatMap(
            row ->
                row.variables().stream()
                    .map(
                        name ->
                            dynamicTest(
                                name,
                                () -> {
                                  var config =
                                      CodexAdapterConfig.builder()
                                          .fromEnvironment(Map.of(name, row.text()))
                                          .build();
                                  expect(config, row, name);
                                })));
  }

  @TestFactory
  Stream<DynamicTest> every_option_is_set_by_its_yaml_key() {
    return rows()
        .map(
            row ->
                dynamicTest(
                    row.key(),
                    () -> {
                      Object tree = option(row.key()).type().parse(row.text());
                      Object yaml = isPlain(tree) ? tree : row.text();
                      var config =
                          CodexAdapterConfig.builder()
                              .fromYaml(Map.of(row.key(), yaml), "file: bot.")
                              .build();
                      expect(config, row, "file: bot." + row.key());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> every_option_is_set_by_each_of_its_flags() {
    return rows()
        .flatMap(
            row ->
                option(row.key()).flags().stream()
                    .map(
                        flag ->
                            dynamicTest(
                                flag,
                                () -> {
                                  var layers = new OptionLayers(CodexOptions.all());
                                  layers.flag(option(row.key()), row.text(), flag);
                                  expect(CodexAdapterConfig.of(layers), row, flag);
                                })));
  }

  @TestFactory
  Stream<DynamicTest> every_option_has_a_setter_and_an_accessor_of_its_name() {
    return rows()
        .filter(row -> !row.key().equals("skip_git_repo_check"))
        .map(
            row ->
                dynamicTest(
                    row.key(),
                    () -> {
                      Option<?> option = option(row.key());
                      Object wanted = option.type().parse(row.text());
                      String name = camel(row.key());
                      var builder = CodexAdapterConfig.builder();
                      assertThat(setters(name)).isNotEmpty();
                      boolean done = false;
                      for (var setter : setters(name)) {
                        Object argument = argument(wanted, setter.getParameterTypes()[0]);
                        if (argument != null) {
                          setter.invoke(builder, argument);
                          done = true;
                        }
                      }
                      assertThat(done).isTrue();
                      var config = builder.build();
                      expect(config, row, "set in code");
                      assertThat(CodexAdapterConfig.class.getMethod(name).invoke(config))
                          .isEqualTo(wanted);
                    }));
  }

  private static List<java.lang.reflect.Method> setters(String name) {
    List<java.lang.reflect.Method> setters = new ArrayList<>();
    for (var method : CodexConfigBuilder.class.getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == 1) {
        setters.add(method);
      }
    }
    return setters;
  }

  private static @Nullable Object argument(Object wanted, Class<?> type) {
    if (type == String[].class && wanted instanceof List<?> list) {
      return list.toArray(new String[0]);
    }
    if (type == double.class && wanted instanceof java.time.Duration duration) {
      return duration.toNanos() / 1e9;
    }
    if (type == String.class && wanted instanceof TimeoutDecision decision) {
      return decision.word();
    }
    if (type == String.class && wanted instanceof SandboxMode mode) {
      return mode.word();
    }
    if (type == String.class && wanted instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    boolean boxed =
        type.isInstance(wanted)
            || (type == boolean.class && wanted instanceof Boolean)
            || (type == int.class && wanted instanceof Integer);
    return boxed ? wanted : null;
  }

  private static void expect(CodexAdapterConfig config, OptionTable.Row row, String source) {
    var value = config.valueOf(option(row.key()));
    assertThat(value.rendered()).isEqualTo(row.shown()).isNotEqualTo(row.byDefault());
    assertThat(value.source()).hasToString(source);
  }

  private static boolean isPlain(Object tree) {
    return tree instanceof Map
        || tree instanceof List
        || tree instanceof Boolean
        || tree instanceof Integer;
  }

  private static Stream<OptionTable.Row> rows() {
    return Stream.concat(OptionTable.CONTRACT.stream(), OptionTable.EXTENSIONS.stream());
  }

  private static Option<?> option(String key) {
    return CodexOptions.all().stream().filter(o -> o.key().equals(key)).findFirst().orElseThrow();
  }

  private static String camel(String key) {
    var name = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name.toString();
  }
}
