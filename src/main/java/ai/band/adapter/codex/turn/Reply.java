package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.EarlierPosts;
import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.telemetry.RoomEvent;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.PlatformMessage;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Puts an answer or a notice into the room, addressed to whoever waits for it. */
final class Reply {
  /** How long the reports of a turn may hold up its answer. */
  private static final Duration REPORTS_FIRST = Duration.ofSeconds(5);

  /** A message of this length is not too long for anybody. */
  private static final int SHORT = 1_000;

  private static final int TOO_LARGE = 413;

  private final RoomSession session;
  private final PostGate gate;

  Reply(RoomSession session, PostGate gate) {
    this.session = session;
    this.gate = gate;
  }

  /**
   * Posts an answer in as many messages as it needs, except for those that an earlier attempt has
   * posted. Nobody to mention: it becomes a thought.
   *
   * @param earlier what earlier attempts at the same message have posted
   * @param sending run before the first of them is sent
   * @throws BandRestException when it could not be posted
   */
  void answer(String text, List<String> addressees, EarlierPosts earlier, Runnable sending)
      throws InterruptedException {
    if (!session.outbox().isEmpty()) {
      session.outbox().drain(REPORTS_FIRST);
    }
    List<String> mentioned = mentionable(addressees);
    sending.run();
    for (String part : MessageSplitter.split(text, RoomPoster.longestMessage())) {
      post(part, mentioned, earlier);
    }
  }

  /**
   * Tells the requester what went wrong: a person by a message, an agent by an error event, because
   * a mention would wake it and the two could go on for ever.
   */
  void notice(String text, PlatformMessage message) throws InterruptedException {
    List<String> mentioned = mentionable(List.of(message.senderId()));
    if (message.fromAgent() || mentioned.isEmpty()) {
      Map<String, Object> metadata = Map.of("codex_room_id", session.roomId());
      session.outbox().addUrgent(new RoomEvent("error", text, metadata, Weight.HEAVY, gate));
    } else {
      post(text, mentioned, EarlierPosts.none(message.id()));
    }
  }

  /** Posts one message, in smaller ones where the platform finds it too long. */
  private void post(String text, List<String> mentioned, EarlierPosts earlier)
      throws InterruptedException {
    RoomPoster poster = session.room().poster();
    if (mentioned.isEmpty()) {
      thought(text);
      return;
    }
    try {
      poster.message(text, mentioned, gate, earlier);
    } catch (BandRestException e) {
      if (mayBeTooLong(e) && text.length() > SHORT) {
        for (String part : MessageSplitter.split(text, Math.max(SHORT, text.length() / 2 + 1))) {
          post(part, mentioned, earlier);
        }
      } else if (e instanceof BandRestException.Invalid) {
        thought(text); // the requester may have left; what was found out is still worth telling
      } else {
        throw e;
      }
    }
  }

  private void thought(String text) throws InterruptedException {
    Map<String, Object> metadata = Map.of("codex_room_id", session.roomId());
    session.room().poster().event("thought", text, metadata, gate);
  }

  private static boolean mayBeTooLong(BandRestException failure) {
    return failure.status() == TOO_LARGE
        || failure.details().keySet().stream().anyMatch(pointer -> pointer.endsWith("/content"));
  }

  private List<String> mentionable(List<String> ids) {
    String self = session.room().self().id();
    return ids.stream().filter(RoomPoster::isMentionable).filter(id -> !id.equals(self)).toList();
  }
}
