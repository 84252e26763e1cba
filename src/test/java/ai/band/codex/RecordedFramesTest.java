package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.Recording.Frame;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that the real Codex was seen to send is understood. */
class RecordedFramesTest {
  private static final AtomicInteger TURNS = new AtomicInteger();
  private static final AtomicInteger EVENTS = new AtomicInteger();

  @AfterAll
  static void the_recordings_were_really_played() {
    assertThat(TURNS).hasValueGreaterThan(150);
    assertThat(EVENTS).hasValueGreaterThan(2_000);
  }

  static Stream<Recording> recordings() throws IOException {
    return Recording.all().filter(r -> !r.afterHandshake().frames().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void is_understood_and_every_turn_ends_once(Recording recording) throws Exception {
    Replay.Outcome outcome = new Replay(recording).play();

    TURNS.addAndGet(outcome.streams().size());
    EVENTS.addAndGet(outcome.events().size());
    for (List<TurnEvent> stream : outcome.streams()) {
      assertThat(Await.only(stream, TurnEvent.Terminal.class)).hasSize(1);
      assertThat(stream.getLast()).isInstanceOf(TurnEvent.Terminal.class);
    }
    assertThat(Await.only(outcome.events(), TurnEvent.Unrecognised.class)).isEmpty();
    assertThat(items(outcome.events())).doesNotHaveAnyElementsOfTypes(ThreadItem.Unknown.class);
    compare(recording, outcome, "turn/completed", TurnEvent.TurnCompleted.class);
    compare(recording, outcome, "item/completed", TurnEvent.ItemCompleted.class);
    compare(recording, outcome, "item/started", TurnEvent.ItemStarted.class);
    compare(recording, outcome, "item/agentMessage/delta", TurnEvent.AgentMessageDelta.class);
    compare(recording, outcome, "turn/diff/updated", TurnEvent.DiffUpdated.class);
    compare(recording, outcome, "serverRequest/resolved", TurnEvent.RequestResolved.class);
  }

  /** Nothing recorded for a thread of the client, or for a sub-agent of one, is missing. */
  private static void compare(
      Recording recording, Replay.Outcome outcome, String method, Class<? extends TurnEvent> kind) {
    Map<String, Long> counts =
        recording.afterHandshake().frames().stream()
            .filter(frame -> !frame.out() && frame.isNotification())
            .filter(frame -> outcome.threadIds().contains(threadOf(recording, frame)))
            .collect(Collectors.groupingBy(Frame::method, Collectors.counting()));
    assertThat(Await.only(outcome.events(), kind))
        .as(method)
        .hasSize(counts.getOrDefault(method, 0L).intValue());
  }

  private static String threadOf(Recording recording, Frame frame) {
    Function<Frame, String> own = f -> f.params().path("threadId").asString("");
    String threadId = own.apply(frame);
    return recording.frames().stream()
        .filter(
            f ->
                f.params().path("item").path("receiverThreadIds").toString().contains(threadId)
                    && !threadId.isEmpty())
        .map(own)
        .findFirst()
        .orElse(threadId);
  }

  private static List<ThreadItem> items(List<TurnEvent> events) {
    return Await.only(events, TurnEvent.ItemCompleted.class).stream()
        .map(TurnEvent.ItemCompleted::item)
        .toList();
  }
}
