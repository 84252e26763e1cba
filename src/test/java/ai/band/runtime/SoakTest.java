package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.SessionConfig;
import ai.band.local.fault.FrameFault;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Room;
import ai.band.local.world.Tally;
import ai.band.platform.rest.RetrySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many messages in many rooms while everything goes wrong now and then. Short by default; {@code
 * -Dsoak.messages=1000 -Dsoak.rooms=20 -Dsoak.seed=7} for the full form.
 */
class SoakTest {
  private static final int MESSAGES = Integer.getInteger("soak.messages", 200);
  private static final int ROOMS = Integer.getInteger("soak.rooms", 8);
  private static final long SEED = Long.getLong("soak.seed", 20_260_504L);
  private static final double RATE = 0.04;

  private final Stage stage = new Stage();

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  @Test
  void nothing_is_lost_and_nothing_doubled() throws Exception {
    stage.session =
        SessionConfig.builder().idleResync(Duration.ofMillis(300)).maxMessageRetries(10).build();
    stage.link =
        options ->
            options.withRest(
                options
                    .rest()
                    .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2))
                    .withRetry(
                        new RetrySettings(2, Duration.ofMillis(10), Duration.ofMillis(200))));
    stage.adapter.onTurn = new CarefulAnswers(stage.adapter);
    List<Room> rooms = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      rooms.add(stage.room());
    }
    AgentRuntime runtime = stage.start();
    switchFaultsOn();

    var random = new Random(SEED);
    for (int i = 0; i < MESSAGES; i++) {
      stage.says(rooms.get(random.nextInt(ROOMS)), "n" + i);
      if (random.nextInt(25) == 0) {
        stage.band.sockets().drop(stage.planner, null);
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(4_000));
    }
    Tally after = awaitEverything(rooms);
    long struck = stage.band.faults().struck();
    stage.band.faults().clear();

    System.out.printf(
        "soak: %d messages, %d rooms, seed %d, rate %.2f, %d faults: %s%n",
        MESSAGES, ROOMS, SEED, RATE, struck, after);
    assertThat(after.answered())
        .as("runs of doubled messages: %s", doubled(rooms))
        .isEqualTo(MESSAGES);
    assertThat(after.lost() + after.doubled() + after.unanswered()).isZero();
    stage.soon().until(() -> rooms.stream().noneMatch(this::busy));
    assertThat(runtime.state().phase()).isEqualTo(RuntimeState.Phase.RUNNING);
  }

  /** What is known of messages with more than one answer. */
  private List<String> doubled(List<Room> rooms) {
    var found = new ArrayList<String>();
    for (Room room : rooms) {
      for (var text : stage.band.world().ledger().texts(room)) {
        var replies = stage.band.world().ledger().replies(room, text);
        if (replies.size() > 1) {
          found.add(
              stage.adapter.turns.stream()
                      .filter(turn -> turn.message().id().equals(text.id()))
                      .map(turn -> turn.redelivered() ? "redelivered" : "first")
                      .toList()
                  + " answers at "
                  + replies.stream().map(reply -> reply.insertedAt()).toList()
                  + " "
                  + text.delivery(stage.planner.id()).attempts()
                  + " "
                  + stage.band.calls().calls(call -> call.path().contains(room.id())).stream()
                      .filter(
                          call ->
                              call.operation().equals("createAgentChatMessage")
                                  || call.operation().equals("getAgentChatContext"))
                      .map(
                          call ->
                              call.at()
                                  + " "
                                  + call.operation()
                                  + " "
                                  + call.status()
                                  + " "
                                  + call.took())
                      .toList());
        }
      }
    }
    return found;
  }

  private boolean busy(Room room) {
    RoomWorker worker = stage.worker(room);
    return worker.deliveries().anythingUnderWay() || worker.acknowledgements().anyPending();
  }

  private void switchFaultsOn() {
    var faults = stage.band.faults();
    faults.seed(SEED);
    Occasion nowAndThen = Occasion.rate(RATE);
    faults.add(RestFault.onAll().status(429, Duration.ofMillis(20), nowAndThen));
    faults.add(RestFault.onAll().status(500, nowAndThen));
    faults.add(RestFault.onAll().status(503, nowAndThen));
    faults.add(RestFault.onAll().cutBefore(nowAndThen));
    faults.add(RestFault.onAll().cutAfter(nowAndThen));
    faults.add(RestFault.onAll().delay(Duration.ofMillis(50), nowAndThen));
    // An answer that comes too late. A request that is taken up only after its caller has given up
    // and looked cannot be told from one that was lost, so that is left out.
    faults.add(
        RestFault.onAll()
            .with(
                new RestFault.Effect.DelayAnswer(Duration.ofMillis(2_300)), Occasion.rate(0.003)));
    for (FrameFault.Effect effect :
        List.of(
            new FrameFault.Effect.Omit(),
            new FrameFault.Effect.Duplicate(),
            new FrameFault.Effect.Swap(),
            new FrameFault.Effect.Delay(Duration.ofMillis(60)),
            new FrameFault.Effect.Replace("{\"not\":\"a frame\"}"),
            new FrameFault.Effect.JoinRef("999"))) {
      faults.add(FrameFault.of("message_created", effect, nowAndThen));
    }
    faults.add(
        new JoinFault("chat_room:", new JoinFault.Effect.Refuse("unauthorized"), nowAndThen));
    faults.add(new JoinFault("", new JoinFault.Effect.Delay(Duration.ofMillis(20)), nowAndThen));
  }

  private Tally awaitEverything(List<Room> rooms) {
    stage
        .soon()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> rooms.stream().allMatch(this::processed));
    return stage.band.world().ledger().tally(stage.planner);
  }

  private boolean processed(Room room) {
    return stage.band.world().deliveries().next(room, stage.planner) == null;
  }
}
