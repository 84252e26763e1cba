package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.codex.protocol.ServerRequest;
import ai.band.platform.rest.BandRestException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Declines everything and tells the requester so. */
public final class DecliningGate implements ApprovalGate {
  private static final Logger log = LoggerFactory.getLogger(DecliningGate.class);

  private final RoomContext room;

  public DecliningGate(RoomContext room) {
    this.room = room;
  }

  @Override
  public void handle(ServerRequest request, RunningTurn turn) throws InterruptedException {
    if (!request.decline() || !room.config().approvalTextNotifications()) {
      return;
    }
    String text = "Codex asked for permission (" + request.call().method() + "). Declined.";
    try {
      if (RoomPoster.isMentionable(turn.message().senderId())) {
        room.poster().message(text, List.of(turn.message().senderId()), turn.gate());
      }
    } catch (BandRestException e) {
      log.warn("room {}: a notice was not posted: {}", room.roomId(), e.getMessage());
    }
  }

  @Override
  public void withdraw(RunningTurn turn, String reason, boolean tellRoom) {}

  @Override
  public int pending() {
    return 0;
  }

  @Override
  public int sessionApprovals() {
    return 0;
  }

  @Override
  public void close() {}
}
