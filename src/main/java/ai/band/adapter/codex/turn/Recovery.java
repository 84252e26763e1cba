package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.api.AdapterInput;
import ai.band.codex.CodexException;
import ai.band.codex.StoredTurn;
import ai.band.codex.protocol.ThreadItem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of a message whose earlier attempt may have reached Codex: every turn
 * carries the id of its message.
 */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final int TURNS_SEARCHED = 50;

  /** What the thread knows of a message. */
  enum Finding {
    /** Its turn never started, or failed: run it. */
    NOT_THERE,
    /** Its turn is finished and the room has the answer. */
    ANSWERED,
    /** Its turn was cut off: finish it. */
    CUT_OFF
  }

  private Recovery() {}

  /**
   * Looks the message up; posts a finished turn's answer that the room does not hold.
   *
   * @throws ai.band.platform.rest.BandRestException when the room cannot be asked or told
   */
  static Finding of(RoomSession session, BoundThread thread, AdapterInput input)
      throws InterruptedException {
    StoredTurn turn = find(thread, input.message().id());
    if (turn == null) {
      return Finding.NOT_THERE;
    }
    log.info(
        "room {}: message {} has a turn in thread {}: {}",
        session.roomId(),
        input.message().id(),
        thread.id(),
        turn.status());
    return switch (turn.status()) {
      case COMPLETED -> {
        answer(session, thread, input, turn);
        yield Finding.ANSWERED;
      }
      case INTERRUPTED, IN_PROGRESS -> Finding.CUT_OFF;
      case FAILED, UNKNOWN -> Finding.NOT_THERE;
    };
  }

  private static void answer(
      RoomSession session, BoundThread thread, AdapterInput input, StoredTurn turn)
      throws InterruptedException {
    var config = session.room().config();
    List<ThreadItem> items = thread.thread().items(turn.id());
    String text = FinalText.among(items, !config.streamCommentaryEvents());
    if (config.fallbackSendAgentText() && !text.isEmpty() && !RoomPostingTools.isAmong(items)) {
      new Reply(session, new PostGate(input.signal())).answerOnce(text, input.message());
    }
  }

  private static @Nullable StoredTurn find(BoundThread thread, String messageId) {
    try {
      return thread.thread().findTurn(messageId, TURNS_SEARCHED);
    } catch (CodexException.RpcFailed e) {
      log.debug("thread {}: its turns cannot be listed: {}", thread.id(), e.getMessage());
      return null;
    }
  }
}
