package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.adapter.codex.session.HostedClient;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.session.ThreadKeeper;
import ai.band.adapter.codex.telemetry.TurnTelemetry;
import ai.band.api.AdapterInput;
import ai.band.codex.CodexException;
import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.CodexException.TurnAlreadyRunning;
import ai.band.codex.Turn;
import ai.band.codex.TurnRequest;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a turn accepted by Codex: loads the thread again when Codex does not know it any more, and
 * gets an older turn out of the way that Codex still runs.
 */
final class TurnStarter {
  private static final Logger log = LoggerFactory.getLogger(TurnStarter.class);
  private static final int ATTEMPTS = 3;
  private static final Duration POLL = Duration.ofMillis(20);

  private final ThreadKeeper keeper;
  private final Duration confirmation;

  TurnStarter(ThreadKeeper keeper, Duration confirmation) {
    this.keeper = keeper;
    this.confirmation = confirmation;
  }

  /** A turn that Codex has accepted. */
  record Started(TurnContext context, Turn turn, TurnTelemetry telemetry) {}

  /**
   * Starts the turn in the room's thread, or in the one that has to take its place. The session's
   * turn is set from before the request on, because Codex may ask something at once.
   *
   * @throws CodexException when Codex does not accept it
   */
  Started start(
      RoomSession session,
      HostedClient host,
      BoundThread bound,
      AdapterInput input,
      Recovery.Past past)
      throws InterruptedException {
    BoundThread thread = bound;
    for (int attempt = 1; ; attempt++) {
      RoomContext room = session.room();
      EffectiveSandbox sandbox = EffectiveSandbox.of(room.config(), room.overrides());
      TurnContext context =
          new TurnContext(input, thread.id(), sandbox, room.config().turnTimeoutS(), past);
      session.turn(context);
      try {
        TurnRequest request = request(session, host, thread, context, past);
        room.monitor().turnStarting(Duration.ofNanos(System.nanoTime() - input.takenNanos()));
        Turn turn = thread.thread().startTurn(request);
        TurnTelemetry telemetry = session.telemetry().turnStarted(context.named(turn.id()));
        context.begin(turn, telemetry);
        keeper.told(session, thread);
        input.delivered().run();
        return new Started(context, turn, telemetry);
      } catch (CodexException e) {
        context.end();
        session.turn(null);
        if (attempt == ATTEMPTS) {
          throw e;
        }
        thread = another(session, host, thread, input, e);
      }
    }
  }

  /** The thread to try next; gives the failure back when another attempt would not help. */
  private BoundThread another(
      RoomSession session,
      HostedClient host,
      BoundThread thread,
      AdapterInput input,
      CodexException failure)
      throws InterruptedException {
    String messageId = input.message().id();
    if (failure instanceof RpcFailed refused && refused.isThreadNotFound()) {
      log.info("room {}: {}; loading it again", session.roomId(), refused.getMessage());
      session.slot().unload(thread);
      return keeper.ensure(session, host, messageId);
    }
    if (failure instanceof TurnAlreadyRunning busy) {
      log.info("room {}: {}", session.roomId(), busy.getMessage());
      return ended(thread) ? thread : keeper.replace(session, host, messageId);
    }
    if (failure instanceof CodexException.RequestTimedOut) {
      thread.thread().interruptRunning();
    }
    throw failure;
  }

  /** Interrupts whatever the thread runs; false when Codex does not end it. */
  private boolean ended(BoundThread thread) throws InterruptedException {
    long deadline = System.nanoTime() + confirmation.toNanos();
    thread.thread().interruptRunning();
    while (thread.thread().isBusy()) {
      if (System.nanoTime() - deadline > 0) {
        log.warn("thread {}: Codex does not end its turn; a new thread takes over", thread.id());
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private static TurnRequest request(
      RoomSession session,
      HostedClient host,
      BoundThread thread,
      TurnContext context,
      Recovery.Past past) {
    AdapterInput input = context.input();
    List<String> texts =
        past.cutOff()
            ? InputItems.afterCutOff(thread, input, past.toldByTool())
            : InputItems.of(thread, input);
    return TurnParameters.of(
        session.room(), texts, host.model(), context.sandbox(), input.message().id());
  }
}
