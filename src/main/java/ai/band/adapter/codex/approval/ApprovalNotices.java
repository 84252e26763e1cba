package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.room.EarlierPosts;
import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.api.Participant;
import ai.band.platform.rest.BandRestException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the room is told about requests, in messages that mention those who can do something. */
final class ApprovalNotices {
  private static final Logger log = LoggerFactory.getLogger(ApprovalNotices.class);

  private final RoomContext room;
  private final DecisionRights rights;

  ApprovalNotices(RoomContext room, DecisionRights rights) {
    this.room = room;
    this.rights = rights;
  }

  /**
   * Asks the room.
   *
   * @return false when nobody could be asked
   */
  boolean ask(PendingRequest pending) throws InterruptedException {
    List<String> asked = rights.nobodyMayApprove() ? List.of() : whomToAsk(pending.turn());
    if (asked.isEmpty()) {
      log.warn(
          "room {}: nobody here may decide about {}; approval_approvers is {}",
          room.roomId(),
          pending.id(),
          rights.approversInWords());
      return false;
    }
    try {
      return room.poster()
          .message(
              requestText(pending),
              asked,
              pending.turn().gate(),
              EarlierPosts.none(pending.turn().message().id()));
    } catch (BandRestException e) {
      log.warn("room {}: the room could not be asked: {}", room.roomId(), e.getMessage());
      return false;
    }
  }

  /** A line about a request, unless such lines are switched off. Never fails. */
  void tell(RunningTurn turn, String text) {
    if (!room.config().approvalTextNotifications()) {
      return;
    }
    List<String> addressees = whomToAsk(turn);
    PostGate gate = turn.gate();
    if (addressees.isEmpty() || !gate.isOpen()) {
      return;
    }
    try {
      room.poster().message(text, addressees, gate, EarlierPosts.none(turn.message().id()));
    } catch (BandRestException e) {
      log.warn("room {}: a notice was not posted: {}", room.roomId(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The requester, if it may decide; otherwise those who may, and a requester who is a person. */
  private List<String> whomToAsk(RunningTurn turn) {
    Decider requester = Decider.of(turn.message());
    Set<String> ids = new LinkedHashSet<>();
    boolean requesterDecides = rights.mayApprove(requester, turn);
    if (requesterDecides || (requester.isUser() && rights.isHere(requester))) {
      ids.add(requester.id());
    }
    if (!requesterDecides) {
      rights.approversInRoom(turn).stream().map(Participant::id).forEach(ids::add);
    }
    ids.removeIf(id -> !RoomPoster.isMentionable(id));
    return List.copyOf(ids);
  }

  private String requestText(PendingRequest pending) {
    Asked asked = pending.asked();
    StringBuilder text = new StringBuilder();
    text.append(asked.input() ? "Codex asks" : "Codex wants to").append(lead(asked));
    text.append(" (").append(pending.id()).append(")");
    if (!asked.details().isEmpty()) {
      text.append('\n').append(asked.details());
    }
    text.append('\n').append(replies(pending));
    if (!rights.mayApprove(Decider.of(pending.turn().message()), pending.turn())) {
      text.append("\nWho may decide: ").append(rights.approversInWords()).append('.');
    }
    return text.toString();
  }

  private static String lead(Asked asked) {
    if (asked.input()) {
      return ": " + asked.summary();
    }
    return asked.summary().startsWith("execute ")
        ? " " + asked.summary()
        : " get approval for " + asked.summary();
  }

  private static String replies(PendingRequest pending) {
    Asked asked = pending.asked();
    String id = pending.id();
    StringBuilder text = new StringBuilder();
    if (asked.input()) {
      text.append("Answer with `/answer ").append(id).append(" <text>`");
      text.append(", or a number from the list; `/decline ").append(id).append("` gives none.");
    } else {
      text.append("Reply `/approve ").append(id).append("` or `/decline ").append(id).append("`.");
      if (asked.sessionPossible()) {
        text.append("\n`/approve-session ").append(id).append("` also accepts from now on ");
        text.append(
            asked.key() == null ? "the same in this Codex session" : asked.key().describe());
        text.append('.');
      }
      for (Offer offer : asked.offers()) {
        if (offer.lasting()) {
          text.append("\n`/approve ").append(id).append(" option ").append(offer.number());
          text.append("`: ").append(offer.words()).append('.');
        }
      }
    }
    return text.append("\n`/approvals` lists what waits.").toString();
  }
}
