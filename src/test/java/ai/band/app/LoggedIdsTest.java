package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.testkit.FakeScript;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is logged about a room carries its ids, whichever Java thread it is logged on. */
class LoggedIdsTest {
  private final Logger ours = (Logger) LoggerFactory.getLogger("ai.band");
  private final Heard heard = new Heard();
  @TempDir Path folder;

  /** One line and the ids beside it. */
  private record Line(String logger, String thread, String text, Map<String, String> ids) {}

  private static final class Heard extends AppenderBase<ILoggingEvent> {
    final List<Line> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(
          new Line(
              event.getLoggerName(),
              event.getThreadName(),
              event.getFormattedMessage(),
              Map.copyOf(event.getMDCPropertyMap())));
    }
  }

  @BeforeEach
  void listen() {
    heard.start();
    ours.addAppender(heard);
    ours.setAdditive(false);
    ours.setLevel(Level.TRACE);
  }

  @AfterEach
  void leave() {
    ours.detachAppender(heard);
    ours.setAdditive(true);
    ours.setLevel(null);
  }

  @Test
  void a_failed_turn_is_logged_with_room_thread_and_turn() throws Exception {
    FakeScript script = FakeScript.create().otherwise(FakeScript.fail("badRequest", "no good"));
    try (var stage = new ProgramStage(folder).configure(script).run().awaitReady()) {
      stage.say("hello");
      await().atMost(ProgramStage.PATIENCE).until(() -> about("no good") != null);

      Line line = about("no good");
      assertThat(line.ids()).containsEntry("room_id", stage.room.id());
      assertThat(line.ids().get("thread_id")).isNotBlank();
      assertThat(line.text()).contains(line.ids().get("turn_id"));
    }
  }

  @Test
  void no_thread_of_a_room_logs_without_its_room_and_nothing_is_left_over() throws Exception {
    FakeScript script =
        FakeScript.create()
            .otherwise(FakeScript.run("ls").put("approve", true), FakeScript.say("fine"));
    try (var stage = new ProgramStage(folder).configure(script).run().awaitReady()) {
      stage.awaitReply(stage.say("hello"));
    }

    assertThat(heard.lines)
        .filteredOn(line -> line.text().startsWith("room "))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line.text().substring("room ".length()))
                    .startsWith(String.valueOf(line.ids().get("room_id"))));
    assertThat(heard.lines)
        .filteredOn(line -> line.thread().startsWith("room-"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.ids()).containsKey("room_id"));
    assertThat(heard.lines)
        .filteredOn(line -> line.thread().equals("program"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.ids()).isEmpty());
  }

  private Line about(String words) {
    return heard.lines.stream()
        .filter(line -> line.text().contains(words) && line.logger().contains("TurnEnding"))
        .findFirst()
        .orElse(null);
  }
}
