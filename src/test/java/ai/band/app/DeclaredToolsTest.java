package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Entry;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External commands that the configuration file declares as tools. */
class DeclaredToolsTest {
  @TempDir Path folder;

  @Test
  void the_model_calls_a_command_of_the_file() throws Exception {
    Files.createDirectory(folder.resolve("tools"));
    Path program = folder.resolve("tools").resolve("weather");
    Files.writeString(program, "#!/bin/sh\necho \"$1 $WEATHER_KEY $(cat)\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    FakeScript script =
        FakeScript.create()
            .otherwise(
                FakeScript.call("weather", Map.of("city", "Oslo")), FakeScript.say("{input}"));
    try (ProgramStage stage = new ProgramStage(folder)) {
      stage.program.with("MY_WEATHER_WORD", "sunny");
      stage
          .configure(
              script,
              """
                tools:
                  weather:
                    description: Looks up the weather.
                    command: ./tools/weather
                    args: [it is]
                    schema: {properties: {city: {type: string}}, required: [city]}
                    timeout: 30
                    env: {WEATHER_KEY: "${MY_WEATHER_WORD}"}
              """)
          .run()
          .awaitReady();
      Entry asked = stage.say("will it rain?");
      stage.awaitReply(asked);

      assertThat(stage.band.world().ledger().replies(stage.room, asked))
          .singleElement()
          .satisfies(
              reply -> assertThat(reply.content()).endsWith("it is sunny {\"city\":\"Oslo\"}"));
    }
  }

  @Test
  void the_listing_of_settings_names_them_and_hides_their_secrets() throws IOException {
    var program = new CommandLineRun(folder);
    config(
        """
        defaults:
          tools: {one: {description: d, command: sh}, two: {description: d, command: no-such}}
        bot:
          agent_id: a
          api_key: k
          tools:
            two: {description: d, command: cat, env: {MY_TOKEN: very-secret},
                  schema: {properties: {a: {anyOf: []}}}}
        """);

    assertThat(program.run("config")).as(() -> program.errors().toString()).isZero();
    assertThat(program.out().lines().map(String::strip))
        .anySatisfy(line -> assertThat(line).matches("tools\\.one = /.*/sh  \\(tools\\)"))
        .anySatisfy(line -> assertThat(line).matches("tools\\.two = /.*/cat  \\(tools\\)"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("warning: tools.two.schema: the model is told of anyOf, but"));
    assertThat(program.out()).doesNotContain("very-secret");
  }

  @Test
  void all_mistakes_are_told_with_their_place() throws IOException {
    var program = new CommandLineRun(folder);
    config(
        """
        bot:
          agent_id: a
          api_key: k
          tools:
            one: {description: d, comand: sh}
            two: {command: sh}
            three: text
            four: {description: d, command: sh, timeout: 0}
            five: {description: d, command: ./no-such}
            a b: {description: d, command: sh}
            six: {description: d, command: sh, schema: {type: array}}
            band_send_message: {description: d, command: sh}
        """);

    assertThat(program.run("run")).isEqualTo(ExitCodes.USAGE);
    assertThat(program.errors())
        .anySatisfy(
            line ->
                assertThat(line).contains("bot.tools.one.comand: there is no such key", "command"))
        .anySatisfy(line -> assertThat(line).contains("tool 'one': command"))
        .anySatisfy(line -> assertThat(line).contains("tool 'two': description"))
        .anySatisfy(line -> assertThat(line).contains("bot.tools.three: this is not a map"))
        .anySatisfy(line -> assertThat(line).contains("bot.tools.four.timeout"))
        .anySatisfy(line -> assertThat(line).contains("tool 'five'", "no such program"))
        .anySatisfy(line -> assertThat(line).contains("tool 'a b': Codex does not accept"))
        .anySatisfy(line -> assertThat(line).contains("tool 'six': schema.type"));
  }

  @Test
  void a_name_of_bands_own_stops_the_start() throws IOException {
    var program = new CommandLineRun(folder);
    config(
        """
        bot:
          agent_id: a
          api_key: k
          tools: {band_send_message: {description: d, command: sh}}
        """);

    assertThat(program.run("run")).isEqualTo(ExitCodes.USAGE);
    assertThat(program.errors())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("tool 'band_send_message': this is the name of a Band tool"));
  }

  private void config(String yaml) throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), yaml);
  }
}
