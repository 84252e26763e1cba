package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.api.BandConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFilesTest {
  @TempDir Path folder;

  @Test
  void a_variable_may_be_given_as_a_file() throws Exception {
    Files.writeString(folder.resolve("model"), "gpt-5.5\n");
    Files.writeString(folder.resolve("openai"), "sk-1\n");
    Files.writeString(folder.resolve("darter"), "thnv_a_1");

    Map<String, String> filled =
        fill(
            Map.of(
                "CODEX_MODEL_FILE", "model",
                "OPENAI_API_KEY_FILE", folder.resolve("openai").toString(),
                "OPENAI_API_KEY", "",
                "DARTER_API_KEY_FILE", "darter"));

    assertThat(filled)
        .containsEntry("CODEX_MODEL", "gpt-5.5")
        .containsEntry("OPENAI_API_KEY", "sk-1")
        .containsEntry("DARTER_API_KEY", "thnv_a_1");
  }

  @Test
  void variables_that_end_so_for_another_reason_stay_alone() throws Exception {
    Files.writeString(folder.resolve("x"), "text");
    Map<String, String> given =
        Map.of("BAND_LOG_FILE", "x", "SSL_CERT_FILE", "x", "A_TOKEN_FILE", "");

    assertThat(fill(given)).isEqualTo(given);
  }

  @Test
  void a_file_that_cannot_be_read_is_named_with_the_remedy() {
    assertThatThrownBy(() -> fill(Map.of("OPENAI_API_KEY_FILE", "/nowhere/key")))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("OPENAI_API_KEY_FILE")
        .hasMessageContaining("/nowhere/key")
        .hasMessageContaining("Check");
  }

  @Test
  void the_same_twice_is_refused_without_telling_the_secret() throws Exception {
    Files.writeString(folder.resolve("key"), "sk-in-file");

    assertThatThrownBy(
            () -> fill(Map.of("OPENAI_API_KEY_FILE", "key", "OPENAI_API_KEY", "sk-in-variable")))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("Remove one of the two")
        .hasMessageNotContaining("sk-in");
  }

  @Test
  void a_program_with_such_a_mistake_ends_with_the_code_for_configuration() {
    var program = new CommandLineRun(folder).with("CODEX_MODEL_FILE", "missing");

    assertThat(program.run("run")).isEqualTo(ExitCodes.USAGE);
    assertThat(program.errors()).singleElement().asString().contains("CODEX_MODEL_FILE");
  }

  @Test
  void a_key_from_a_file_fills_the_configuration_and_is_hidden() throws Exception {
    Files.writeString(folder.resolve("key"), "thnv_a_very_secret\n");
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        "bot:\n  agent_id: 00000000-0000-4000-8000-000000000001\n  api_key: ${BAND_API_KEY}\n");
    var program = new CommandLineRun(folder).with("BAND_API_KEY_FILE", "key");

    assertThat(program.run("config")).as("%s", program.errors()).isZero();
    assertThat(program.out()).contains("api_key").doesNotContain("very_secret");
  }

  private Map<String, String> fill(Map<String, String> environment) {
    return EnvironmentFiles.fill(environment, folder);
  }
}
