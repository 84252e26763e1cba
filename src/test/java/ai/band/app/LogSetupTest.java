package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.band.adapter.codex.config.OptionLayers;
import ai.band.api.BandConfigException;
import ai.band.platform.SecretMask;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import tools.jackson.databind.json.JsonMapper;

class LogSetupTest {
  @TempDir Path folder;
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final SecretMask secrets = new SecretMask();

  @AfterEach
  void stop() {
    context.stop();
  }

  private void setUp(String... pairs) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    Map<String, String> environment = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    LogSetup.apply(
        new OptionLayers(LogOptions.all()),
        new Program(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            environment,
            folder,
            secrets,
            new StopRequest(),
            context));
  }

  private Logger ours() {
    return context.getLogger("ai.band.runtime.X");
  }

  private String console() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void by_default_our_info_and_others_warnings_go_to_the_error_stream() {
    setUp();
    ours().debug("quiet");
    ours().info("hello {}", "world");
    context.getLogger("okhttp3.X").info("silent");
    context.getLogger("okhttp3.X").warn("careful");

    assertThat(console().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  \\[.+]"
                            + " ai\\.band\\.runtime\\.X - hello world"),
            line -> assertThat(line).contains("careful"));
    assertThat(out.size()).isZero();
  }

  @Test
  void levels_and_stream_can_be_chosen() {
    setUp(
        "BAND_LOG_LEVEL", "debug",
        "band_log_root_level", "ERROR",
        "BAND_LOG_STREAM", "stdout",
        "BAND_LOG_OVERRIDES", "{\"okhttp3\":\"info\",\"ai.band.platform\":\"off\"}");
    ours().debug("loud");
    context.getLogger("org.x").warn("silent");
    context.getLogger("okhttp3.X").info("chosen");
    context.getLogger("ai.band.platform.Y").error("off");

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("loud", "chosen")
        .doesNotContain("silent", "off");
    assertThat(console()).isEmpty();
  }

  @Test
  void registered_secrets_never_reach_a_line_not_even_in_a_stack_trace() {
    setUp();
    secrets.register("sk-very-secret");
    ours()
        .warn("key {} refused", "sk-very-secret", new IllegalStateException("bad sk-very-secret"));

    assertThat(console())
        .contains("key *** refused", "IllegalStateException: bad ***")
        .doesNotContain("very-secret");
  }

  @Test
  void json_lines_are_json_and_mask_secrets() {
    setUp("BAND_LOG_CONSOLE_STYLE", "json");
    secrets.register("sk-\"secret");
    ours().info("a \"quoted\" sk-\"secret\nline");

    var line = JsonMapper.shared().readTree(console());
    assertThat(line.path("message").asString()).isEqualTo("a \"quoted\" ***\nline");
    assertThat(line.path("level").asString()).isEqualTo("INFO");
    assertThat(line.path("time").asString()).endsWith("Z");
    assertThat(console().lines()).hasSize(1);
  }

  @Test
  void rich_lines_are_coloured_and_short() {
    setUp("BAND_LOG_CONSOLE_STYLE", "rich");
    ours().warn("look");
    assertThat(console()).contains("\u001b[33mWARN ", "look").doesNotContain("ai.band.runtime");
  }

  @Test
  void a_file_has_its_own_level_and_is_private() throws IOException {
    setUp("BAND_LOG_FILE", "logs/deep/bot.log", "BAND_LOG_FILE_LEVEL", "debug");
    ours().debug("only in the file");
    ours().info("in both");

    Path file = folder.resolve("logs/deep/bot.log");
    assertThat(Files.readString(file)).contains("only in the file", "in both");
    assertThat(console()).contains("in both").doesNotContain("only in the file");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("logs"))))
        .isEqualTo("rwx------");
  }

  @Test
  void other_loggers_and_the_file_have_a_level_and_a_style_of_their_own() throws IOException {
    setUp(
        "BAND_LOG_ROOT_LEVEL", "info",
        "BAND_LOG_FILE", "bot.log",
        "BAND_LOG_FILE_STYLE", "json");
    context.getLogger("other.Library").info("from elsewhere");
    ours().info("from here");

    assertThat(console()).contains("from elsewhere", "from here").doesNotContain("{");
    assertThat(Files.readAllLines(folder.resolve("bot.log")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
  }

  @Test
  void a_file_that_grows_is_put_aside() throws IOException {
    setUp("BAND_LOG_FILE", "bot.log", "BAND_LOG_MAX_BYTES", "200", "BAND_LOG_BACKUPS", "2");
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(30))
        .until(
            () -> {
              ours().info("a line that fills the file soon, with enough text in it to matter");
              return Files.exists(folder.resolve("bot.log.2"));
            });
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    assertThat(folder.resolve("bot.log.3")).doesNotExist();
  }

  @Test
  void what_is_not_allowed_is_named_with_its_variable() {
    assertThatExceptionOfType(BandConfigException.class)
        .isThrownBy(() -> setUp("BAND_LOG_LEVEL", "loud", "BAND_LOG_STREAM", "file"))
        .satisfies(e -> assertThat(e.problems()).hasSize(2))
        .withMessageContaining("BAND_LOG_LEVEL: \"loud\"");
    assertThatExceptionOfType(BandConfigException.class)
        .isThrownBy(
            () -> setUp("BAND_LOG_FILE", "x", "BAND_LOG_MAX_BYTES", "9", "BAND_LOG_BACKUPS", "0"))
        .withMessageContaining("BAND_LOG_BACKUPS");
    assertThatExceptionOfType(BandConfigException.class)
        .isThrownBy(() -> setUp("BAND_LOG_OVERRIDES", "{\"x\":\"loud\"}"))
        .withMessageContaining("BAND_LOG_OVERRIDES: x");
    assertThatExceptionOfType(BandConfigException.class)
        .isThrownBy(() -> setUp("BAND_LOG_FILE", "/proc/nowhere/x.log"))
        .withMessageContaining("BAND_LOG_FILE");
  }
}
