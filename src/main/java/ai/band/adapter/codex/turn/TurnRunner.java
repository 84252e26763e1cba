package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.HostedClient;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.session.ThreadKeeper;
import ai.band.api.AdapterInput;
import ai.band.api.LogScope;
import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal;
import ai.band.codex.CodexException;
import ai.band.codex.CodexException.CallInterrupted;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.Turn;
import ai.band.codex.TurnRequest;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on one message: client, thread, turn, answer. One object serves all rooms; a room's turns
 * follow one another, those of different rooms run side by side.
 */
public final class TurnRunner {
  private static final Logger log = LoggerFactory.getLogger(TurnRunner.class);

  /** Codex mostly accepts a turn within milliseconds; until then it takes no further words. */
  private static final Duration ACCEPTANCE = Duration.ofSeconds(10);

  private final CodexHost codex;
  private final ThreadKeeper keeper;
  private final TurnStarter starter;
  private final Duration confirmation;

  /**
   * Works for all rooms.
   *
   * @param confirmation how long Codex may take to confirm an interrupt before the turn is given up
   */
  public TurnRunner(CodexHost codex, ThreadKeeper keeper, Duration confirmation) {
    this.codex = codex;
    this.keeper = keeper;
    this.starter = new TurnStarter(keeper, confirmation);
    this.confirmation = confirmation;
  }

  /**
   * Works on a message until it has its answer.
   *
   * @throws InterruptedException when the caller is interrupted for another reason than the
   *     message's own signal; the turn is then stopped
   */
  public MessageOutcome run(RoomSession session, AdapterInput input) throws InterruptedException {
    session.turnLock().lockInterruptibly();
    try {
      return input.signal().raised() ? stopped(input) : work(session, input);
    } catch (InterruptedException e) {
      return stoppedOr(e, input);
    } catch (CallInterrupted e) {
      // The client has set the flag again; from here on the exception stands for it.
      boolean ignored = Thread.interrupted();
      return stoppedOr(new InterruptedException(e.getMessage()), input);
    } finally {
      session.turnLock().unlock();
    }
  }

  /**
   * Adds a message to the turn at work, or to one that Codex is about to accept.
   *
   * @return false when there is no turn that could take it, or Codex has not taken it
   */
  public boolean steer(RoomSession session, AdapterInput input) throws InterruptedException {
    if (!(session.turn() instanceof TurnContext context)) {
      return false;
    }
    Turn turn = context.awaitTurn(ACCEPTANCE);
    if (turn == null) {
      return false;
    }
    TurnRequest more =
        TurnRequest.builder()
            .text(InputItems.message(input.message()))
            .clientUserMessageId(input.message().id())
            .build();
    // Before Codex acts on the words: with four eyes, whoever joins may not decide about them.
    boolean joins = context.joinedBy(input.message().senderId());
    boolean taken = false;
    boolean refused = false;
    try {
      taken = turn.steer(more);
      refused = !taken;
    } catch (CallInterrupted e) {
      throw e;
    } catch (CodexException e) {
      // Without an answer Codex may have it all the same; its own turn then finds that out.
      refused = e instanceof CodexException.RpcFailed;
      log.warn("room {}: the running turn takes no message: {}", session.roomId(), e.getMessage());
    } finally {
      if (joins && refused) {
        context.notJoinedBy(input.message().senderId());
      }
    }
    return taken;
  }

  /**
   * Ends the room's turn without another word to the room.
   *
   * @return false when there is none
   */
  public boolean supersede(RoomSession session) {
    if (!(session.turn() instanceof TurnContext context)) {
      return false;
    }
    context.supersede();
    session.approvals().withdraw(context, "the turn was stopped", false);
    return true;
  }

  private MessageOutcome work(RoomSession session, AdapterInput input) throws InterruptedException {
    boolean mayHaveRun = input.redelivered() && !input.message().synthetic();
    for (boolean last = false; ; last = true) {
      HostedClient host = null;
      try {
        host = codex.acquire();
        return attempt(session, host, input, mayHaveRun);
      } catch (CallInterrupted e) {
        throw e;
      } catch (CodexUnavailable e) {
        boolean died = host != null && host.client().closed() != null;
        if (last || !died || input.signal().raised()) {
          return refused(session, input, e, true);
        }
        log.info("room {}: {}; trying once more", session.roomId(), e.getMessage());
        mayHaveRun = true;
      } catch (CodexException e) {
        return refused(session, input, e, e.isRetryable());
      } catch (BandRestException.Interrupted e) {
        boolean ignored = Thread.interrupted();
        throw new InterruptedException(e.getMessage());
      } catch (BandRestException e) {
        return unreachable(session, e);
      }
    }
  }

  private MessageOutcome attempt(
      RoomSession session, HostedClient host, AdapterInput input, boolean mayHaveRun)
      throws InterruptedException {
    BoundThread thread = keeper.ensure(session, host, input.message().id());
    Recovery.Past past =
        mayHaveRun ? Recovery.of(session, thread, input) : Recovery.Past.none(input);
    if (past.finding() == Recovery.Finding.ANSWERED) {
      return input.signal().raised() ? stopped(input) : MessageOutcome.processed();
    }
    if (input.signal().raised()) {
      return stopped(input);
    }
    try (LogScope ignored = LogScope.thread(thread.id())) {
      return turn(session, host, input, starter.start(session, host, thread, input, past));
    }
  }

  private MessageOutcome turn(
      RoomSession session, HostedClient host, AdapterInput input, TurnStarter.Started started)
      throws InterruptedException {
    TurnContext context = started.context();
    boolean commentaryCounts = !session.room().config().streamCommentaryEvents();
    var consumer =
        new TurnConsumer(
            context, started.turn(), started.telemetry(), commentaryCounts, confirmation);
    try (var ids = LogScope.turn(session.roomId(), context.threadId(), context.turnId());
        var ignored = input.signal().onRaised(() -> stop(session, context, input.signal()))) {
      TurnVerdict verdict = consumer.consume();
      long ended = System.nanoTime();
      context.end();
      session.turn(null);
      noteLogin(verdict);
      if (!verdict.completed() && session.room().config().experimentalApi()) {
        endCommands(host, consumer);
      }
      return new TurnEnding(session, context, started.telemetry()).conclude(verdict, ended);
    } catch (InterruptedException | RuntimeException e) {
      abandon(session, context, started.turn());
      throw e;
    } finally {
      context.end();
      session.turn(null);
    }
  }

  private void noteLogin(TurnVerdict verdict) {
    if (verdict.completed()) {
      codex.login().worked();
    } else {
      codex.login().failed(verdict.error());
    }
  }

  private static void stop(RoomSession session, TurnContext context, TurnSignal signal) {
    context.stop("stopped (" + signal.cause() + ")");
    session.approvals().withdraw(context, "the turn was stopped", false);
  }

  /** Something unexpected: whatever Codex still does for the turn must not reach the room. */
  private static void abandon(RoomSession session, TurnContext context, Turn turn) {
    context.stop("given up");
    session.approvals().withdraw(context, "the turn was given up", false);
    if (!turn.isEnded()) {
      turn.abandon();
    }
  }

  private static void endCommands(HostedClient host, TurnConsumer consumer) {
    if (host.client().closed() == null) {
      consumer.commands().terminate(host.client());
    }
  }

  /** Codex did not take the message. */
  private static MessageOutcome refused(
      RoomSession session, AdapterInput input, CodexException failure, boolean retryable)
      throws InterruptedException {
    String what = "I could not start on this request. " + failure.getMessage();
    log.warn("room {}: {}", session.roomId(), failure.getMessage());
    session.room().monitor().turnRefused();
    if (!input.signal().raised() && session.mayComplainAbout(input.message().id())) {
      try {
        if (failure instanceof CodexException.RpcFailed) {
          session.telemetry().turnRefused(what, null);
        }
        new Reply(session, new PostGate(input.signal())).notice(what, input.message());
      } catch (BandRestException e) {
        log.warn("room {}: a notice was not posted: {}", session.roomId(), e.getMessage());
      }
    }
    String reason = String.valueOf(failure.getMessage());
    return retryable ? MessageOutcome.failedForNow(reason) : MessageOutcome.failed(reason);
  }

  /** Band could not be asked or told; the message is worth another attempt. */
  private static MessageOutcome unreachable(RoomSession session, BandRestException failure) {
    log.warn("room {}: {}", session.roomId(), failure.getMessage());
    return MessageOutcome.failedForNow(String.valueOf(failure.getMessage()));
  }

  private static MessageOutcome stoppedOr(InterruptedException e, AdapterInput input)
      throws InterruptedException {
    if (input.signal().raised()) {
      return stopped(input);
    }
    throw e;
  }

  /** How a message ends whose signal was raised. */
  static MessageOutcome stopped(AdapterInput input) {
    TurnSignal.@Nullable Cause cause = input.signal().cause();
    return cause == TurnSignal.Cause.INTERRUPTED
        ? MessageOutcome.processed()
        : new MessageOutcome.LeftForReplay("the turn was stopped: " + cause);
  }
}
