package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.SessionConfig;
import ai.band.local.fault.FrameFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Room;
import ai.band.local.world.Tally;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.rest.RetrySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault at every step of a turn: each message is answered, and answered once. */
class FaultMatrixTest {
  /** Answers come when the client has given them up. */
  private static final Duration LATE = Duration.ofMillis(1_500);

  private final Stage stage = new Stage();

  @BeforeEach
  void hurry() {
    stage.session = SessionConfig.builder().idleResync(Duration.ofMillis(200)).build();
    stage.link =
        options ->
            options.withRest(
                options
                    .rest()
                    .withRetry(new RetrySettings(1, Duration.ofMillis(10), Duration.ofMillis(50))));
    stage.adapter.onTurn = new CarefulAnswers(stage.adapter);
  }

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  static Stream<Arguments> restFaults() {
    List<String> operations =
        List.of(
            "markAgentMessageProcessing",
            "createAgentChatMessage",
            "markAgentMessageProcessed",
            "getAgentNextMessage",
            "listAgentMessages",
            "listAgentChatParticipants",
            "reportAgentChatActivity",
            "getAgentChatContext");
    List<RestFault.Effect> effects =
        List.of(
            new RestFault.Effect.Status(429, Duration.ofSeconds(1), null),
            new RestFault.Effect.Status(500, null, null),
            new RestFault.Effect.Status(503, null, null),
            new RestFault.Effect.Status(502, null, "<html>a proxy's page</html>"),
            new RestFault.Effect.Delay(Duration.ofMillis(200)),
            new RestFault.Effect.DelayAnswer(LATE),
            new RestFault.Effect.CutBefore(),
            new RestFault.Effect.CutAfter());
    return operations.stream()
        .flatMap(operation -> effects.stream().map(effect -> Arguments.of(operation, effect)));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("restFaults")
  void a_failing_call_loses_and_doubles_nothing(String operation, RestFault.Effect effect)
      throws Exception {
    if (effect instanceof RestFault.Effect.DelayAnswer) {
      giveUpCallsBefore(LATE);
    }
    Room room = stage.room();
    stage.says(room, "before the start");
    stage.band.faults().add(RestFault.on(operation).with(effect, Occasion.times(3)));
    stage.start();

    stage.says(room, "one");
    stage.says(room, "two");

    everythingIsAnsweredOnce(room, 3);
  }

  /** Only here: on a busy machine any call may take that long. */
  private void giveUpCallsBefore(Duration late) {
    UnaryOperator<BandLinkOptions> usual = stage.link;
    stage.link =
        options -> {
          BandLinkOptions linked = usual.apply(options);
          return linked.withRest(
              linked.rest().withTimeouts(Duration.ofMinutes(1), late.minusMillis(500)));
        };
  }

  static Stream<FrameFault.Effect> frameFaults() {
    return Stream.of(
        new FrameFault.Effect.Omit(),
        new FrameFault.Effect.Duplicate(),
        new FrameFault.Effect.Delay(Duration.ofMillis(120)),
        new FrameFault.Effect.Swap(),
        new FrameFault.Effect.Replace("[1,2"),
        new FrameFault.Effect.Replace("no frame at all"),
        new FrameFault.Effect.JoinRef("999"),
        new FrameFault.Effect.Drop(null),
        new FrameFault.Effect.Drop(1000),
        new FrameFault.Effect.Drop(1001),
        new FrameFault.Effect.Drop(1011),
        new FrameFault.Effect.Drop(1012),
        new FrameFault.Effect.Drop(1013));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frameFaults")
  void a_push_that_goes_wrong_loses_and_doubles_nothing(FrameFault.Effect effect) throws Exception {
    Room room = stage.room();
    stage.start();
    stage.band.faults().add(FrameFault.of("message_created", effect, Occasion.times(2)));

    for (int i = 0; i < 4; i++) {
      stage.says(room, "n" + i);
    }

    everythingIsAnsweredOnce(room, 4);
  }

  @ParameterizedTest(name = "during {0}")
  @MethodSource("stagesOfATurn")
  void a_socket_lost_in_the_middle_of_a_turn_loses_and_doubles_nothing(String operation)
      throws Exception {
    Room room = stage.room();
    stage.start();
    stage
        .band
        .faults()
        .add(
            RestFault.on(operation)
                .with(new RestFault.Effect.DelayAnswer(Duration.ofMillis(150)), Occasion.ONCE));
    stage.says(room, "one");
    stage.soon().until(() -> stage.band.faults().struck() == 1);

    stage.band.sockets().drop(stage.planner, null);
    stage.says(room, "two");

    everythingIsAnsweredOnce(room, 2);
  }

  static Stream<String> stagesOfATurn() {
    return Stream.of(
        "markAgentMessageProcessing", "createAgentChatMessage", "markAgentMessageProcessed");
  }

  private void everythingIsAnsweredOnce(Room room, int messages) {
    stage.awaitAllProcessed(room);
    Tally tally = stage.band.world().ledger().tally(room, stage.planner);
    var answers = new ArrayList<>(stage.answers(room));
    assertThat(answers).hasSize(messages).doesNotHaveDuplicates();
    assertThat(tally.lost()).isZero();
    assertThat(tally.doubled()).isZero();
    assertThat(tally.unanswered()).isZero();
  }
}
