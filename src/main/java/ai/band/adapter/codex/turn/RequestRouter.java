package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.tool.ToolDesk;
import ai.band.api.LogScope;
import ai.band.codex.ServerRequestHandler;
import ai.band.codex.protocol.RequestCall;
import ai.band.codex.protocol.ServerRequest;
import ai.band.tools.RoomTools;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what Codex asks in one room to whoever answers it. Each request has a thread of its own; a
 * request that belongs to no turn at work is declined, never left open.
 */
public final class RequestRouter implements ServerRequestHandler {
  private static final Logger log = LoggerFactory.getLogger(RequestRouter.class);

  private final RoomSession session;
  private final ToolCalls tools;

  /**
   * Answers for one room.
   *
   * @param roomTools the platform's tools of that room
   */
  public RequestRouter(RoomSession session, RoomTools roomTools, ToolDesk desk) {
    this.session = session;
    this.tools = new ToolCalls(session.room(), roomTools, desk);
  }

  @Override
  public void handle(ServerRequest request) throws InterruptedException {
    RequestCall about = request.call();
    try (LogScope ignored = LogScope.turn(session.roomId(), about.threadId(), about.turnId())) {
      answer(request);
    }
  }

  private void answer(ServerRequest request) throws InterruptedException {
    switch (request) {
      case ServerRequest.CurrentTimeRead clock -> clock.answer(Instant.now());
      case ServerRequest.TokenRefresh refresh -> refresh.decline();
      case ServerRequest.Attestation attestation -> attestation.decline();
      case ServerRequest.UnknownRequest unknown -> {
        log.debug(
            "room {}: Codex asks {}, unknown here", session.roomId(), unknown.call().method());
        unknown.decline();
      }
      case ServerRequest.DynamicToolCall call -> {
        TurnContext turn = turnOf(call.call());
        if (turn == null) {
          call.decline();
        } else {
          tools.handle(call, turn);
        }
      }
      case ServerRequest.CommandApproval approval -> ask(approval);
      case ServerRequest.FileChangeApproval approval -> ask(approval);
      case ServerRequest.PermissionsApproval approval -> ask(approval);
      case ServerRequest.UserInputQuestions questions -> ask(questions);
      case ServerRequest.McpElicitation elicitation -> ask(elicitation);
      case ServerRequest.LegacyExecApproval approval -> ask(approval);
      case ServerRequest.LegacyPatchApproval approval -> ask(approval);
    }
  }

  private void ask(ServerRequest request) throws InterruptedException {
    TurnContext turn = turnOf(request.call());
    if (turn == null || !turn.gate().isOpen()) {
      request.decline();
    } else {
      session.approvals().handle(request, turn);
    }
  }

  /** The turn at work that a request belongs to; a sub-agent's belongs to the room's turn. */
  private @Nullable TurnContext turnOf(RequestCall call) throws InterruptedException {
    if (!(session.turn() instanceof TurnContext turn) || turn.awaitTurn() == null) {
      return null;
    }
    boolean bySubAgent = call.parentThreadId() != null;
    return bySubAgent || call.turnId() == null || turn.turnId().equals(call.turnId()) ? turn : null;
  }
}
