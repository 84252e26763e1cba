package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.EarlierPosts;
import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.api.AdapterInput;
import ai.band.codex.CodexException;
import ai.band.codex.StoredTurn;
import ai.band.codex.protocol.ThreadItem;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * What is known of earlier attempts at a message.
   *
   * @param posts what they have put into the room
   * @param toldByTool those of their messages that the model sent by a tool and that are in the
   *     room
   */
  record Past(Finding finding, EarlierPosts posts, List<String> toldByTool) {
    /** This is the first attempt. */
    static Past none(AdapterInput input) {
      return new Past(Finding.NOT_THERE, EarlierPosts.none(input.message().id()), List.of());
    }

    boolean cutOff() {
      return finding == Finding.CUT_OFF;
    }
  }

  private Recovery() {}

  /**
   * Looks the message up; posts a finished turn's answer that the room does not hold.
   *
   * @throws ai.band.platform.rest.BandRestException when the room cannot be asked or told
   */
  static Past of(RoomSession session, BoundThread thread, AdapterInput input)
      throws InterruptedException {
    List<StoredTurn> turns = find(thread, input.message().id());
    EarlierPosts posts = session.room().poster().earlierPosts(input.message());
    if (turns.isEmpty()) {
      return new Past(Finding.NOT_THERE, posts, List.of());
    }
    StoredTurn newest = turns.getFirst();
    log.info(
        "room {}: message {} has a turn in thread {}: {}",
        session.roomId(),
        input.message().id(),
        thread.id(),
        newest.status());
    List<ThreadItem> items = new ArrayList<>();
    turns.reversed().forEach(turn -> items.addAll(thread.thread().items(turn.id())));
    List<String> told =
        RoomPostingTools.texts(items).stream().filter(posts::contains).distinct().toList();
    return switch (newest.status()) {
      case COMPLETED -> {
        if (told.isEmpty() && !RoomPostingTools.isAmong(items)) {
          answer(session, thread.thread().items(newest.id()), input, posts);
        }
        yield new Past(Finding.ANSWERED, posts, told);
      }
      case INTERRUPTED, IN_PROGRESS -> new Past(Finding.CUT_OFF, posts, told);
      case FAILED, UNKNOWN -> new Past(Finding.NOT_THERE, posts, told);
    };
  }

  private static void answer(
      RoomSession session, List<ThreadItem> items, AdapterInput input, EarlierPosts posts)
      throws InterruptedException {
    var config = session.room().config();
    String text = FinalText.among(items, !config.streamCommentaryEvents());
    if (config.fallbackSendAgentText() && !text.isEmpty()) {
      new Reply(session, new PostGate(input.signal()))
          .answer(text, List.of(input.message().senderId()), posts, () -> {});
    }
  }

  /** Every turn of a message, newest first. */
  private static List<StoredTurn> find(BoundThread thread, String messageId) {
    try {
      return thread.thread().turns(TURNS_SEARCHED).stream()
          .filter(turn -> turn.hasClientMessage(messageId))
          .toList();
    } catch (CodexException.RpcFailed e) {
      log.debug("thread {}: its turns cannot be listed: {}", thread.id(), e.getMessage());
      return List.of();
    }
  }
}
