package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Room;
import ai.band.local.world.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program with twenty rooms in the middle of a turn is killed and started again: every message is
 * answered, none twice. Counted at the platform, not in the client.
 */
class KilledProcessTest {
  private static final int ROOMS = 20;

  private final Stage stage = new Stage();
  private @Nullable Process process;

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly();
    }
    stage.close();
  }

  static Stream<Arguments> momentsOfDeath() {
    Duration forEver = Duration.ofSeconds(30);
    return Stream.of(
        Arguments.of(
            "before the claim", "markAgentMessageProcessing", new RestFault.Effect.Delay(forEver)),
        Arguments.of(
            "after the claim",
            "markAgentMessageProcessing",
            new RestFault.Effect.DelayAnswer(forEver)),
        Arguments.of(
            "before the answer", "createAgentChatMessage", new RestFault.Effect.Delay(forEver)),
        Arguments.of(
            "after the answer",
            "createAgentChatMessage",
            new RestFault.Effect.DelayAnswer(forEver)),
        Arguments.of(
            "before the processed mark",
            "markAgentMessageProcessed",
            new RestFault.Effect.Delay(forEver)),
        Arguments.of(
            "after the processed mark",
            "markAgentMessageProcessed",
            new RestFault.Effect.DelayAnswer(forEver)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("momentsOfDeath")
  void a_kill_loses_and_doubles_nothing(String moment, String operation, RestFault.Effect effect)
      throws Exception {
    List<Room> rooms = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      rooms.add(stage.room());
    }
    Process first = launch();
    stage.band.faults().add(RestFault.on(operation).with(effect, Occasion.ALWAYS));
    rooms.forEach(room -> stage.says(room, "one"));
    stage.soon().until(() -> stage.band.faults().struck() >= ROOMS);
    rooms.forEach(room -> stage.says(room, "two"));

    first.destroyForcibly();
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
    stage.band.faults().clear();
    launch();

    rooms.forEach(stage::awaitAllProcessed);
    Tally tally = stage.band.world().ledger().tally(stage.planner);
    System.out.printf("killed %s: %s%n", moment, tally);
    assertThat(tally.messages()).isEqualTo(2 * ROOMS);
    assertThat(tally.answered()).isEqualTo(2 * ROOMS);
    assertThat(tally.doubled() + tally.lost() + tally.unanswered()).isZero();
  }

  private Process launch() throws IOException {
    Process launched =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledAgent.class.getName(),
                stage.planner.id(),
                stage.planner.apiKey(),
                stage.band.socketUrl().toString(),
                stage.band.restUrl().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process = launched;
    stage.soon().until(() -> stage.band.sockets().topics(stage.planner).size() >= 2 * ROOMS);
    return launched;
  }
}
