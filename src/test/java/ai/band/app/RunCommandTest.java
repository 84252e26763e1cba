package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RunCommandTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RunCommand.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  @TempDir Path folder;

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(logged);
  }

  @Test
  void variables_that_only_the_container_image_knows_are_named_in_one_warning() {
    new CommandLineRun(folder)
        .with("CODEX_RUNTIME_HOME", "/somewhere")
        .with("CODEX_DISABLE_WEBSOCKET", "false")
        .run("run");

    assertThat(logged.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage())
                  .contains("CODEX_RUNTIME_HOME", "CODEX_DISABLE_WEBSOCKET", "container image")
                  .doesNotContain("CODEX_USE_SOURCE_HOME", "/somewhere");
            });
  }

  @Test
  void without_them_nothing_is_said() {
    new CommandLineRun(folder).with("CODEX_HOME", "/somewhere").run("run");

    assertThat(logged.list).isEmpty();
  }
}
