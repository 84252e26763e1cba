package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnEvent.AgentMessageDelta;
import ai.band.codex.protocol.TurnEvent.TurnCompleted;
import ai.band.codex.protocol.TurnStatus;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a turn's stream promises, whatever the server sends and whenever. */
class TurnStreamTest {
  private static final String THREAD = "thread-1";

  private final ManualTransport codex = new ManualTransport();
  private final LinkedBlockingQueue<ThreadEvent> idle = new LinkedBlockingQueue<>();
  private CodexClient client;
  private CodexThread thread;

  @BeforeEach
  void connect() throws Exception {
    client = ManualTransport.connected(codex);
    thread = ManualTransport.thread(client, codex, THREAD);
    thread.onIdleEvent(idle::add);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void events_that_come_before_the_answer_to_turn_start_are_in_the_stream() throws Exception {
    var starting = Await.background(() -> thread.startTurn(TurnRequest.text("go")));
    var request = codex.next("turn/start");
    codex.notify("turn/started", "{\"threadId\":\"thread-1\",\"turn\":{\"id\":\"t1\"}}");
    delta("t1", "m", "early");
    codex.answer(request, "{\"turn\":{\"id\":\"t1\"}}");
    Turn turn = starting.get(60, TimeUnit.SECONDS);
    complete("t1", "completed");

    assertThat(Await.all(turn)).first().isEqualTo(new TurnEvent.TurnStarted("t1"));
    assertThat(idle).isEmpty();
  }

  @Test
  void a_turn_that_ends_before_its_start_is_answered_still_has_its_one_end() throws Exception {
    var starting = Await.background(() -> thread.startTurn(TurnRequest.text("go")));
    var request = codex.next("turn/start");
    complete("t1", "completed");
    codex.answer(request, "{\"turn\":{\"id\":\"t1\"}}");

    Turn turn = starting.get(60, TimeUnit.SECONDS);
    assertThat(Await.completion(turn).status()).isEqualTo(TurnStatus.COMPLETED);
    assertThat(thread.runningTurnId()).isNull();
    assertThat(ManualTransport.turn(thread, codex, "t2").id()).isEqualTo("t2");
  }

  @Test
  void late_events_of_an_old_turn_never_reach_the_next_one() throws Exception {
    Turn first = ManualTransport.turn(thread, codex, "t1");
    complete("t1", "interrupted");
    Await.all(first);
    Turn second = ManualTransport.turn(thread, codex, "t2");

    delta("t1", "old", "late text");
    delta("t2", "new", "right text");
    complete("t2", "completed");

    assertThat(Await.only(Await.all(second), AgentMessageDelta.class))
        .extracting(AgentMessageDelta::delta)
        .containsExactly("right text");
    ThreadEvent late = idle.poll(60, TimeUnit.SECONDS);
    assertThat(late).isNotNull();
    assertThat(late.turnId()).isEqualTo("t1");
    assertThat(late.event()).isInstanceOf(AgentMessageDelta.class);
  }

  @Test
  void a_foreign_completion_does_not_end_the_turn() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    complete("t0", "completed");
    delta("t1", "m", "still here");
    complete("t1", "failed");

    List<TurnEvent> events = Await.all(turn);
    assertThat(events).hasSize(2);
    assertThat(((TurnCompleted) events.getLast()).status()).isEqualTo(TurnStatus.FAILED);
  }

  @Test
  void the_loss_of_the_connection_ends_the_turn_once() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    delta("t1", "m", "half a sen");
    codex.end("The process ended.", 137);

    List<TurnEvent> events = Await.all(turn);
    assertThat(Await.only(events, TurnEvent.Terminal.class)).hasSize(1);
    assertThat(events.getLast()).isInstanceOf(TurnEvent.TransportLost.class);
    assertThat(((TurnEvent.TransportLost) events.getLast()).reason())
        .contains("The process ended", "last line");
    assertThatThrownBy(() -> turn.next(Duration.ZERO)).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void a_second_completion_changes_nothing() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    complete("t1", "completed");
    complete("t1", "failed");
    codex.end("gone", 0);

    assertThat(Await.completion(turn).status()).isEqualTo(TurnStatus.COMPLETED);
    assertThatThrownBy(() -> turn.next(Duration.ZERO)).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void next_gives_nothing_when_nothing_happens_in_time() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    assertThat(turn.next(Duration.ofMillis(1))).isNull();
  }

  @Test
  void a_full_stream_merges_deltas_and_keeps_everything_else() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    StringBuilder expected = new StringBuilder();
    int count = Turn.STREAM_LIMIT + 2_000;
    for (int i = 0; i < count; i++) {
      delta("t1", "m", i + ",");
      expected.append(i).append(',');
    }
    item("t1", "item/completed", "m", "the whole text");
    codex.notify(
        "serverRequest/resolved", "{\"threadId\":\"thread-1\",\"requestId\":7,\"turnId\":\"t1\"}");
    complete("t1", "completed");

    List<TurnEvent> events = Await.all(turn);
    StringBuilder text = new StringBuilder();
    Await.only(events, AgentMessageDelta.class).forEach(d -> text.append(d.delta()));
    assertThat(text).hasToString(expected.toString());
    assertThat(events).hasSize(Turn.STREAM_LIMIT + 3);
    assertThat(Await.only(events, TurnEvent.ItemCompleted.class)).hasSize(1);
    assertThat(Await.only(events, TurnEvent.RequestResolved.class)).hasSize(1);
    assertThat(turn.droppedEvents()).isZero();
  }

  @Test
  void deltas_that_cannot_be_merged_are_dropped_and_counted() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    for (int i = 0; i < Turn.STREAM_LIMIT; i++) {
      delta("t1", "item-" + i, "x");
    }
    delta("t1", "item-of-its-own", "lost");
    complete("t1", "completed");

    assertThat(Await.all(turn)).hasSize(Turn.STREAM_LIMIT + 1);
    assertThat(turn.droppedEvents()).isEqualTo(1);
  }

  @Test
  void a_full_stream_drops_and_counts_what_only_informs_but_never_what_matters() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    for (int i = 0; i < Turn.STREAM_LIMIT; i++) {
      delta("t1", "item-" + i, "x");
    }
    codex.notify("turn/fashionable", "{\"threadId\":\"thread-1\",\"turnId\":\"t1\"}");
    codex.notify(
        "thread/status/changed", "{\"threadId\":\"thread-1\",\"status\":{\"type\":\"active\"}}");
    codex.notify(
        "thread/tokenUsage/updated",
        "{\"threadId\":\"thread-1\",\"turnId\":\"t1\",\"tokenUsage\":{\"total\":{\"totalTokens\":9}}}");
    item("t1", "item/started", "m", "");
    item("t1", "item/completed", "m", "text");
    codex.notify(
        "error",
        "{\"threadId\":\"thread-1\",\"turnId\":\"t1\",\"willRetry\":true,"
            + "\"error\":{\"message\":\"busy\"}}");
    codex.notify(
        "serverRequest/resolved", "{\"threadId\":\"thread-1\",\"requestId\":7,\"turnId\":\"t1\"}");
    complete("t1", "completed");

    List<TurnEvent> events = Await.all(turn);
    assertThat(events.subList(Turn.STREAM_LIMIT, events.size()))
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "ItemStarted", "ItemCompleted", "TurnErrored", "RequestResolved", "TurnCompleted");
    assertThat(turn.droppedEvents()).isEqualTo(3);
  }

  @Test
  void an_abandoned_turn_ends_at_once_and_what_still_comes_for_it_is_dropped() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    delta("t1", "m", "unread");
    turn.abandon();

    assertThat(Await.all(turn)).containsExactly(new TurnEvent.TurnAbandoned());
    delta("t1", "m", "dropped");
    assertThatThrownBy(() -> thread.startTurn(TurnRequest.text("next")))
        .isInstanceOf(CodexException.TurnAlreadyRunning.class)
        .hasMessageContaining("t1");
    complete("t1", "interrupted");
    assertThat(ManualTransport.turn(thread, codex, "t2").id()).isEqualTo("t2");
    assertThat(idle).isEmpty();
  }

  @Test
  void a_start_that_joined_the_turn_before_is_reported() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    complete("t1", "completed");
    Await.all(turn);

    var starting = Await.background(() -> thread.startTurn(TurnRequest.text("next")));
    codex.answer(codex.next("turn/start"), "{\"turn\":{\"id\":\"t1\"}}");

    assertThatThrownBy(() -> starting.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CodexException.TurnAlreadyRunning.class);
  }

  @Test
  void a_thread_that_others_keep_busy_refuses_a_turn_without_asking_codex() throws Exception {
    codex.notify("turn/started", "{\"threadId\":\"thread-1\",\"turn\":{\"id\":\"theirs\"}}");

    assertThatThrownBy(() -> thread.startTurn(TurnRequest.text("next")))
        .isInstanceOfSatisfying(
            CodexException.TurnAlreadyRunning.class,
            e -> {
              assertThat(e.turnId()).isEqualTo("theirs");
              assertThat(e.joined()).isFalse();
            });
    assertThat(codex.hasNext()).isFalse();
  }

  @Test
  void an_interrupt_waits_until_the_turn_has_started() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    var interrupting = Await.background(() -> turn.interrupt(Await.LIMIT));
    assertThat(interrupting).isNotDone();
    assertThat(codex.hasNext()).isFalse();

    codex.notify("turn/started", "{\"threadId\":\"thread-1\",\"turn\":{\"id\":\"t1\"}}");
    codex.refuse(codex.next("turn/interrupt"), -32600, "no active turn to interrupt");
    var again = codex.next("turn/interrupt");
    assertThat(again.path("params").path("turnId").asString()).isEqualTo("t1");
    codex.answer(again, "{}");

    assertThat(interrupting.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void any_event_of_the_turn_shows_that_it_has_started() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    var interrupting = Await.background(() -> turn.interrupt(Await.LIMIT));
    codex.notify(
        "thread/status/changed", "{\"threadId\":\"thread-1\",\"status\":{\"type\":\"active\"}}");
    assertThat(turn.next(Await.LIMIT)).isInstanceOf(TurnEvent.StatusChanged.class);
    assertThat(turn.steer(TurnRequest.text("early"), Duration.ofMillis(20))).isFalse();
    assertThat(codex.hasNext()).isFalse();

    delta("t1", "m", "no turn/started before this");
    codex.answer(codex.next("turn/interrupt"), "{}");

    assertThat(interrupting.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void an_interrupt_of_a_turn_that_ends_first_does_nothing() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    var interrupting = Await.background(() -> turn.interrupt(Await.LIMIT));
    complete("t1", "completed");

    assertThat(interrupting.get(60, TimeUnit.SECONDS)).isFalse();
    assertThat(codex.hasNext()).isFalse();
  }

  @Test
  void an_interrupt_gives_up_when_the_turn_never_starts() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    assertThat(turn.interrupt(Duration.ofMillis(20))).isFalse();
    assertThat(codex.hasNext()).isFalse();
  }

  @Test
  void steering_names_the_turn_and_brings_the_input() throws Exception {
    Turn turn = ManualTransport.turn(thread, codex, "t1");
    codex.notify("turn/started", "{\"threadId\":\"thread-1\",\"turn\":{\"id\":\"t1\"}}");
    var steering = Await.background(() -> turn.steer(TurnRequest.text("more")));
    var request = codex.next("turn/steer").path("params");
    assertThat(request.path("expectedTurnId").asString()).isEqualTo("t1");
    assertThat(request.path("input").get(0).path("text").asString()).isEqualTo("more");
    codex.push("{\"id\":4,\"result\":{\"turnId\":\"t1\"}}");

    assertThat(steering.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void what_concerns_the_thread_between_turns_goes_to_the_idle_listener() throws Exception {
    codex.notify("thread/closed", "{\"threadId\":\"thread-1\"}");
    codex.notify(
        "thread/tokenUsage/updated",
        "{\"threadId\":\"thread-1\",\"turnId\":\"old\",\"tokenUsage\":{\"total\":{\"totalTokens\":15,"
            + "\"inputTokens\":10}}}");

    ThreadEvent closed = idle.poll(60, TimeUnit.SECONDS);
    assertThat(closed)
        .isEqualTo(new ThreadEvent(THREAD, null, new TurnEvent.ThreadUnloaded("closed")));
    ThreadEvent usage = idle.poll(60, TimeUnit.SECONDS);
    assertThat(usage).isNotNull();
    assertThat(usage.event()).isInstanceOf(TurnEvent.TokenUsageUpdated.class);
    TokenUsage baseline = thread.usage();
    assertThat(baseline).isNotNull();
    assertThat(baseline.total().input()).isEqualTo(10);
  }

  @Test
  void a_failed_start_leaves_the_thread_usable() throws Exception {
    var starting = Await.background(() -> thread.startTurn(TurnRequest.text("go")));
    codex.refuse(codex.next("turn/start"), -32600, "thread not found: thread-1");
    assertThatThrownBy(() -> starting.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CodexException.RpcFailed.class);

    assertThat(ManualTransport.turn(thread, codex, "t1").id()).isEqualTo("t1");
  }

  private void delta(String turn, String item, String text) {
    codex.notify(
        "item/agentMessage/delta",
        "{\"threadId\":\"thread-1\",\"turnId\":\"%s\",\"itemId\":\"%s\",\"delta\":\"%s\"}"
            .formatted(turn, item, text));
  }

  private void item(String turn, String method, String item, String text) {
    codex.notify(
        method,
        "{\"threadId\":\"thread-1\",\"turnId\":\"%s\",\"item\":{\"type\":\"agentMessage\",\"id\":\"%s\",\"text\":\"%s\"}}"
            .formatted(turn, item, text));
  }

  private void complete(String turn, String status) {
    codex.notify(
        "turn/completed",
        "{\"threadId\":\"thread-1\",\"turn\":{\"id\":\"%s\",\"status\":\"%s\",\"items\":[]}}"
            .formatted(turn, status));
  }
}
