package ai.band.tools.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.api.BandConfigException;
import ai.band.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CommandToolTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static final String SCHEMA =
      """
      {"type":"object",
       "properties":{
         "city":{"type":"string","minLength":2,"maxLength":10,"pattern":"^[A-Z]"},
         "days":{"type":"integer","minimum":1,"maximum":14},
         "unit":{"enum":["c","f"]},
         "exact":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1},
         "wind":{"type":"boolean"},
         "note":{"type":["string","null"]},
         "tags":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":2},
         "at":{"type":"object","properties":{"lat":{"type":"number"}},"required":["lat"],
               "additionalProperties":false},
         "counts":{"type":"object","additionalProperties":{"type":"integer"}},
         "level":{"type":"integer","enum":[1,2]},
         "kind":{"const":"rain"}},
       "required":["city"]}
      """;

  private CommandTool.Builder sh(String script) {
    return CommandTool.named("weather")
        .describedAs("Looks up the weather.")
        .command("sh")
        .arguments(List.of("-c", script))
        .directory(folder);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(String json) {
    return JSON.readValue(json, Map.class);
  }

  private static ToolResult run(CommandTool.Builder tool, String arguments) throws Exception {
    return tool.build().run(JSON.readTree(arguments));
  }

  @Test
  void the_command_gets_the_arguments_as_json_and_its_output_is_the_result() throws Exception {
    assertThat(run(sh("cat; echo ' und mehr ✓'").schema(map(SCHEMA)), "{\"city\":\"Oslo\"}"))
        .isEqualTo(ToolResult.ok("{\"city\":\"Oslo\"} und mehr ✓"));
  }

  @Test
  void its_own_arguments_come_from_the_declaration_and_no_shell_reads_them() throws Exception {
    var tool =
        CommandTool.named("show")
            .describedAs("Shows.")
            .command("printf")
            .arguments(List.of("[%s]", "a b", "$HOME", "; rm x"));

    assertThat(run(tool, "{}")).isEqualTo(ToolResult.ok("[a b][$HOME][; rm x]"));
  }

  @Test
  void silence_is_told_as_such() throws Exception {
    assertThat(run(sh("true"), "{}")).isEqualTo(ToolResult.ok("(no output)"));
  }

  @Test
  void another_exit_code_is_an_error_with_the_end_of_standard_error() throws Exception {
    assertThat(run(sh("echo half done; echo no rain gauge >&2; exit 3"), "{}"))
        .isEqualTo(ToolResult.failed("Error: weather ended with exit code 3: no rain gauge"));
    assertThat(run(sh("exit 4"), "{}"))
        .isEqualTo(ToolResult.failed("Error: weather ended with exit code 4."));
    ToolResult chatty =
        run(sh("i=0; while [ $i -lt 2000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1"), "{}");
    assertThat(chatty.text())
        .startsWith("Error: weather ended with exit code 1: … ")
        .endsWith("line 1999")
        .hasSizeLessThan(2_200);
  }

  @Test
  void much_output_is_cut_and_says_so() throws Exception {
    ToolResult result = run(sh("yes ä | head -n 100000"), "{}");

    assertThat(result.success()).isTrue();
    assertThat(result.text())
        .startsWith("ä\nä\n")
        .endsWith("ä\n… cut: the command wrote 300000 bytes.")
        .hasSizeLessThan(65_600)
        .doesNotContain("\uFFFD");
  }

  @Test
  void a_command_that_reads_nothing_gets_big_arguments_all_the_same() throws Exception {
    assertThat(
            run(
                sh("echo done").schema(Map.of("type", "object")),
                "{\"text\":\"" + "x".repeat(300_000) + "\"}"))
        .isEqualTo(ToolResult.ok("done"));
  }

  @Test
  void it_runs_in_the_folder_that_was_named() throws Exception {
    assertThat(run(sh("pwd"), "{}")).isEqualTo(ToolResult.ok(folder.toRealPath().toString()));
  }

  @Test
  void of_our_environment_it_sees_only_what_programs_need_and_what_is_listed() throws Exception {
    String[] names =
        run(sh("env | sed 's/=.*//' | sort").environment(Map.of("WEATHER_KEY", "k")), "{}")
            .text()
            .split("\n");

    assertThat(names)
        .contains("PATH", "WEATHER_KEY")
        .isSubsetOf(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "TMP",
            "TEMP",
            "LC_ALL",
            "LC_CTYPE",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_",
            "WEATHER_KEY",
            "BAND_CODEX_TOOL_CALL");
    assertThat(System.getenv().keySet()).as("there is more to see").isNotEmpty();
  }

  @Test
  void an_interrupt_kills_it_with_all_it_has_started() throws Exception {
    Path pids = folder.resolve("pids");
    String script =
        """
        echo $$ > pids.new
        sleep 300 & echo $! >> pids.new
        (sh -c 'sleep 300 & echo $! >> pids.new' &)
        while [ $(wc -l < pids.new) -lt 3 ]; do sleep 0.02; done
        mv pids.new pids
        sleep 300
        """;
    CommandTool tool = sh(script).build();
    FutureTask<ToolResult> call = new FutureTask<>(() -> tool.run(JSON.createObjectNode()));
    Thread caller = Thread.ofVirtual().start(call);
    await().atMost(PATIENCE).until(() -> Files.exists(pids));

    caller.interrupt();

    assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Files.readAllLines(pids)).hasSize(3);
    for (String pid : Files.readAllLines(pids)) {
      await().atMost(PATIENCE).until(() -> !isAlive(Long.parseLong(pid.strip())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep 300 &", "sleep 300 >/dev/null 2>&1 &", "setsid sleep 300 &"})
  void what_it_leaves_behind_ends_with_it(String child) throws Exception {
    ToolResult result = run(sh(child + " echo $!"), "{}");

    assertThat(result.success()).isTrue();
    await().atMost(PATIENCE).until(() -> !isAlive(Long.parseLong(result.text())));
  }

  /** A process that nobody waits for stays in the table as a zombie. */
  private static boolean isAlive(long pid) {
    try {
      String state = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return !state.substring(state.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
          && !Files.exists(Path.of("/proc/self"));
    }
  }

  @Test
  void a_command_that_has_gone_meanwhile_is_an_error_for_the_model() throws Exception {
    Path program = folder.resolve("gone");
    Files.writeString(program, "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    CommandTool tool =
        CommandTool.named("gone").describedAs("Goes.").command(program.toString()).build();
    Files.delete(program);

    assertThat(tool.run(JSON.createObjectNode()))
        .satisfies(
            result -> {
              assertThat(result.success()).isFalse();
              assertThat(result.text()).startsWith("Error: gone could not be started: ");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                    | city: is required
          {"city":null}                         | city: is required
          {"city":5}                            | city: must be of type string, not 5
          {"city":"O"}                          | city: must have at least 2 characters, not 1
          {"city":"Llanfairpwll"}               | city: must have at most 10 characters, not 12
          {"city":"oslo"}                       | city: must be a text that matches ^[A-Z], not "oslo"
          {"city":"Oslo","days":0}              | days: must be at least 1, not 0
          {"city":"Oslo","days":"15"}           | days: must be at most 14, not 15
          {"city":"Oslo","days":1.5}            | days: must be of type integer, not 1.5
          {"city":"Oslo","unit":"k"}            | unit: must be one of c, f, not "k"
          {"city":"Oslo","exact":0}             | exact: must be more than 0, not 0
          {"city":"Oslo","exact":1}             | exact: must be less than 1, not 1
          {"city":"Oslo","wind":1}              | wind: must be of type boolean, not 1
          {"city":"Oslo","note":1}              | note: must be of type string or null, not 1
          {"city":"Oslo","tags":[]}             | tags: must have at least 1 entries, not 0
          {"city":"Oslo","tags":["a","b","c"]}  | tags: must have at most 2 entries, not 3
          {"city":"Oslo","tags":["a",2]}        | tags.1: must be of type string, not 2
          {"city":"Oslo","at":{}}               | at.lat: is required
          {"city":"Oslo","at":[]}               | at: must be of type object, not []
          {"city":"Oslo","counts":{"a":"x"}}    | counts.a: must be of type integer, not "x"
          {"city":"Oslo","level":3}             | level: must be one of 1, 2, not 3
          {"city":"Oslo","kind":"snow"}         | kind: must be one of rain, not "snow"
          [1]                                   | unknown: must be of type object, not [1]
          """)
  void wrong_arguments_are_refused_and_the_command_does_not_run(String arguments, String problem)
      throws Exception {
    assertThat(run(sh("touch ran").schema(map(SCHEMA)), arguments))
        .isEqualTo(ToolResult.failed("Invalid arguments for weather: " + problem));
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  @Test
  void arguments_reach_the_command_as_the_schema_wants_them() throws Exception {
    assertThat(
            run(
                    sh("cat").schema(map(SCHEMA)),
                    """
                    {"city":"Oslo","days":"5","wind":"TRUE","unit":null,"note":null,"level":"2",
                     "at":{"lat":"1.5","alt":7},"more":{"deep":[1]}}
                    """)
                .text())
        .isEqualTo(
            "{\"city\":\"Oslo\",\"days\":5,\"wind\":true,\"note\":null,\"level\":2,"
                + "\"at\":{\"lat\":1.5},\"more\":{\"deep\":[1]}}");
  }

  @Test
  void the_schema_is_told_as_it_was_written() {
    assertThat(sh("cat").schema(map(SCHEMA)).build().inputSchema())
        .isEqualTo(JSON.readTree(SCHEMA));
    assertThat(sh("cat").build().inputSchema())
        .isEqualTo(JSON.readTree("{\"type\":\"object\",\"properties\":{}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"array"}                                   | schema.type: arguments are an object
          {"properties":{"a":{"type":"text"}}}               | schema.properties.a.type: text is no type
          {"properties":{"a":5}}                             | schema.properties.a: this is not a map
          {"properties":[]}                                  | schema.properties: this is not a map
          {"required":"a"}                                   | schema.required: this is not a list
          {"properties":{"a":{"pattern":"("}}}               | schema.properties.a.pattern
          {"properties":{"a":{"items":{"enum":"x"}}}}        | schema.properties.a.items.enum
          {"additionalProperties":{"type":"no"}}             | schema.additionalProperties.type
          """)
  void a_schema_that_cannot_be_one_is_refused_at_once(String schema, String problem) {
    assertThatThrownBy(() -> sh("cat").schema(map(schema)).build())
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("tool 'weather': " + problem);
  }

  @Test
  void keywords_that_are_not_checked_are_known() {
    var tool =
        sh("cat")
            .schema(map("{\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"string\"}]}}}"))
            .build();

    assertThat(tool.uncheckedKeywords()).containsExactly("anyOf");
    assertThat(sh("cat").schema(map(SCHEMA)).build().uncheckedKeywords()).isEmpty();
  }

  @Test
  void what_is_needed_must_be_there() {
    assertThatThrownBy(() -> CommandTool.named("t").command("sh").build())
        .hasMessageContaining("tool 't': description");
    assertThatThrownBy(() -> CommandTool.named("t").describedAs("d").build())
        .hasMessageContaining("tool 't': command");
    assertThatThrownBy(() -> sh("cat").within(Duration.ZERO).build())
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> CommandTool.named("a b").describedAs("d").command("sh").build())
        .hasMessageContaining("tool 'a b'");
    assertThatThrownBy(
            () -> CommandTool.named("t").describedAs("d").command("no-such-program").build())
        .hasMessageContaining("\"no-such-program\": there is no such program on PATH");
    assertThatThrownBy(
            () -> CommandTool.named("t").describedAs("d").command("/no/such/program").build())
        .hasMessageContaining("\"/no/such/program\": there is no such program");
    assertThat(Optional.of(sh("cat").build().timeLimit())).contains(Duration.ofSeconds(60));
  }
}
