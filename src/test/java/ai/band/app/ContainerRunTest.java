package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.testkit.FakeScript;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code run} in a container. */
class ContainerRunTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Container.class);
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(event.getFormattedMessage());
        }
      };

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(appender);
  }

  @Test
  void a_missing_mount_ends_it_before_anything_starts() throws Exception {
    Path missing = folder.resolve("repo");
    try (var stage = new ProgramStage(folder).configure(FakeScript.create())) {
      stage.program.with("BAND_CONTAINER", "true").with("BAND_REQUIRED_MOUNTS", missing.toString());

      assertThat(stage.program.run("run")).isEqualTo(ExitCodes.FAILED);
      assertThat(stage.program.errors()).singleElement().asString().contains(missing.toString());
    }
  }

  @Test
  void a_sandbox_that_does_not_start_is_told_with_the_alternative() throws Exception {
    try (var stage = inContainer(FakeScript.create().sandboxFails("bwrap: No permissions"))) {
      stage.run().awaitReady();

      await().atMost(ProgramStage.PATIENCE).until(() -> logged.size() >= 2);
      assertThat(logged.get(0)).contains("agent bot", "does not start", "bwrap: No permissions");
      assertThat(logged.get(1))
          .contains("external-sandbox", "untrusted", "config.toml", "it stops Codex");
      assertThat(stage.codexStarts()).as("the agent's own Codex is asked").isEqualTo(1);
    }
  }

  @Test
  void codex_gets_the_home_that_was_prepared_and_the_source_stays_alone() throws Exception {
    Path source = Files.createDirectories(folder.resolve("user/.codex"));
    Files.writeString(source.resolve("config.toml"), "model = \"m\"\n");
    try (var stage = inContainer(FakeScript.create())) {
      stage.run().awaitReady();

      assertThat(folder.resolve("state/bot/config.toml")).hasContent("model = \"m\"");
      String home = "CODEX_HOME=" + folder.resolve("state/bot");
      assertThat(ProcessHandle.current().descendants()).anyMatch(it -> hasVariable(it, home));
      try (var files = Files.list(source)) {
        assertThat(files).hasSize(1);
      }
    }
  }

  /** One that has ended meanwhile has none. */
  private static boolean hasVariable(ProcessHandle process, String variable) {
    try {
      Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
      return List.of(Files.readString(environment).split("\0")).contains(variable);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void the_source_home_plain_requests_and_trees_for_git_follow_their_variables() throws Exception {
    Path source = Files.createDirectories(folder.resolve("user/.codex"));
    try (var stage = inContainer(FakeScript.create())) {
      stage
          .program
          .with("OPENAI_API_KEY", "sk-test-0123456789")
          .with("GIT_SAFE_DIRS", "/some/where,/else");
      stage.run().awaitReady();

      assertThat(Files.readString(folder.resolve("state/bot/config.toml"))).contains("openai_rest");
      assertThat(Files.readString(folder.resolve("user/.gitconfig")))
          .contains("directory = \"/some/where\"", "directory = \"/else\"");
    }
    try (var stage = inContainer(FakeScript.create())) {
      stage
          .program
          .with("OPENAI_API_KEY", "sk-test-0123456789")
          .with("CODEX_DISABLE_WEBSOCKET", "false");
      stage.run().awaitReady();

      assertThat(Files.readString(folder.resolve("state/bot/config.toml")))
          .doesNotContain("openai_rest");
    }
    try (var stage = inContainer(FakeScript.create())) {
      stage.program.with("CODEX_USE_SOURCE_HOME", "true");
      stage.run().awaitReady();

      String variables = Files.readString(Path.of("/proc", stage.codexPid() + "", "environ"));
      assertThat(variables.split("\0")).contains("CODEX_HOME=" + source);
    }
  }

  private ProgramStage inContainer(FakeScript script) throws Exception {
    var stage = new ProgramStage(folder).configure(script);
    stage
        .program
        .with("BAND_CONTAINER", "true")
        .with("BAND_REQUIRED_MOUNTS", folder.toString())
        .with("CODEX_RUNTIME_HOME", folder.resolve("state").toString())
        .with("CODEX_CWD", folder.toString())
        .with("CODEX_SANDBOX", "workspace-write")
        .with("CODEX_APPROVAL_POLICY", "on-request")
        .with("HOME", folder.resolve("user").toString());
    return stage;
  }
}
