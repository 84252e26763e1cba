package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.telemetry.TurnEnd;
import ai.band.adapter.codex.telemetry.TurnTelemetry;
import ai.band.api.MessageOutcome;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ContentLimits;
import ai.band.platform.rest.Excerpt;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a room hears when a turn is over, and what becomes of its message. */
final class TurnEnding {
  private static final Logger log = LoggerFactory.getLogger(TurnEnding.class);
  private static final int LONGEST_PARTIAL = 2_048;

  private final RoomSession session;
  private final TurnContext context;
  private final TurnTelemetry telemetry;

  TurnEnding(RoomSession session, TurnContext context, TurnTelemetry telemetry) {
    this.session = session;
    this.context = context;
    this.telemetry = telemetry;
  }

  /**
   * Reports the end, then says what there is to say.
   *
   * @param ended {@link System#nanoTime} when the turn was over
   */
  MessageOutcome conclude(TurnVerdict verdict, long ended) throws InterruptedException {
    String outcome = verdict.transportLost() ? "lost" : verdict.status().wireName();
    session.room().monitor().turnEnded(outcome, context.clock().worked());
    telemetry.turnEnded(
        new TurnEnd(
            verdict.statusWord(),
            verdict.error(),
            verdict.reason(),
            context.clock().worked(),
            verdict.completed() ? "" : Excerpt.head(verdict.text(), LONGEST_PARTIAL)));
    if (context.platformSignal().raised()) {
      return TurnRunner.stopped(context.input());
    }
    if (context.isSuperseded()) {
      return MessageOutcome.processed();
    }
    if (!context.gate().isOpen()) {
      return new MessageOutcome.LeftForReplay(String.valueOf(context.stopReason()));
    }
    return verdict.completed() ? answer(verdict.text(), ended) : explain(verdict);
  }

  private MessageOutcome answer(String text, long ended) throws InterruptedException {
    if (!ContentLimits.isVisible(text)
        || context.hasRoomPosted()
        || !session.room().config().fallbackSendAgentText()) {
      return MessageOutcome.processed();
    }
    try {
      new Reply(session, context.gate())
          .answer(
              text,
              context.addressees(),
              context.earlierPosts(),
              () ->
                  session
                      .room()
                      .monitor()
                      .replySending(Duration.ofNanos(System.nanoTime() - ended)));
      return context.platformSignal().raised()
          ? TurnRunner.stopped(context.input())
          : MessageOutcome.processed();
    } catch (BandRestException.Interrupted e) {
      boolean ignored = Thread.interrupted();
      throw new InterruptedException(e.getMessage());
    } catch (BandRestException e) {
      // The turn is done: a further attempt finds it in the thread and only posts the answer.
      log.warn("room {}: the answer was not posted: {}", session.roomId(), e.getMessage());
      if (session.mayComplainAbout(context.message().id())) {
        session.telemetry().turnRefused("The answer could not be posted: " + e.getMessage(), null);
      }
      return MessageOutcome.failedForNow("the answer could not be posted: " + e.getMessage());
    }
  }

  private MessageOutcome explain(TurnVerdict verdict) throws InterruptedException {
    String reason = String.valueOf(verdict.reason());
    log.warn("room {}: turn {}: {}", session.roomId(), context.turnId(), reason);
    // An agent hears of it by the error event of the turn's reports.
    if (RoomPoster.isMentionable(context.message().senderId()) && !context.message().fromAgent()) {
      notice(reason);
    }
    return MessageOutcome.failed(reason);
  }

  private void notice(String text) throws InterruptedException {
    try {
      new Reply(session, context.gate()).notice(text, context.message());
    } catch (BandRestException e) {
      log.warn("room {}: a notice was not posted: {}", session.roomId(), e.getMessage());
    }
  }
}
