package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.config.ApprovalMode;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.TimeoutDecision;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.room.TurnClock;
import ai.band.adapter.codex.telemetry.Outbox;
import ai.band.codex.protocol.RequestCall;
import ai.band.codex.protocol.ServerRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What Codex asks one room, and what the room says. Dies with the room. Safe from any thread.
 *
 * <p>A decision counts for exactly the request that it names; of all that may end a request
 * (people, the time limit, eviction, the end of its turn, the loss of Codex) the first one counts.
 */
public final class ApprovalRegistry implements ApprovalGate {
  private static final Logger log = LoggerFactory.getLogger(ApprovalRegistry.class);

  private final RoomContext room;
  private final CodexAdapterConfig config;
  private final DecisionRights rights;
  private final AskedReader reader;
  private final ApprovalNotices notices;
  private final ApprovalReports reports;
  private final PendingRequests pending;
  private final SessionApprovals session;
  private final ApprovalLedger ledger;
  private final ApprovalDesk desk;
  private volatile boolean closed;

  /** The registry of a room. */
  public ApprovalRegistry(RoomContext room, Outbox outbox, NamedApprovers names) {
    this.room = room;
    this.config = room.config();
    this.rights = new DecisionRights(config, names, room.handle());
    this.reader = new AskedReader(room);
    this.notices = new ApprovalNotices(room, rights);
    this.reports = new ApprovalReports(room, outbox);
    this.pending = new PendingRequests(config.maxPendingApprovalsPerRoom());
    this.session = new SessionApprovals(config.maxSessionApprovedPerRoom());
    this.ledger = new ApprovalLedger(new ApprovalAudit(config.maxApprovalAuditPerRoom()), reports);
    this.desk = new ApprovalDesk(rights, pending, session, ledger);
  }

  /** Where people decide. */
  @Override
  public ApprovalDesk desk() {
    return desk;
  }

  @Override
  public void handle(ServerRequest request, RunningTurn turn) throws InterruptedException {
    Asked asked = reader.read(request, turn);
    Settlement rule = byRule(asked);
    if (rule != null) {
      decideByRule(request, turn, asked, rule);
    } else {
      askRoom(request, turn, asked);
    }
  }

  private @Nullable Settlement byRule(Asked asked) {
    if (asked.humanOnly()) {
      return null;
    }
    if (session.covers(asked.key())) {
      return Settlement.by("session_policy", Verdict.ACCEPT_FOR_SESSION.word());
    }
    ApprovalMode mode = config.approvalMode();
    if (mode == ApprovalMode.AUTO_DECLINE) {
      return Settlement.by("policy:auto_decline", Verdict.DECLINE.word());
    }
    return mode == ApprovalMode.AUTO_ACCEPT && !asked.input()
        ? Settlement.by("policy:auto_accept", Verdict.ACCEPT.word())
        : null;
  }

  private void decideByRule(ServerRequest request, RunningTurn turn, Asked asked, Settlement rule) {
    String id = visibleId(request.call());
    if (!Answering.give(request, Verdict.of(rule.decision()))) {
      return; // withdrawn before it could be answered
    }
    ledger.record(id, request, asked, turn, rule, Duration.ZERO);
    if (config.approvalMode() != ApprovalMode.MANUAL) {
      notices.tell(
          turn,
          "Codex asked: " + asked.summary() + ". Answered by policy: " + rule.decision() + ".");
    }
  }

  private void askRoom(ServerRequest request, RunningTurn turn, Asked asked)
      throws InterruptedException {
    PendingRequests.Added added =
        pending.add(
            visibleId(request.call()),
            id -> new PendingRequest(id, aliases(request.call()), request, asked, turn));
    PendingRequest waiting = added.request();
    added.evicted().forEach(this::evict);
    reports.requested(waiting);
    request.call().onWithdrawn(() -> withdraw(waiting, "Codex withdrew it", true));
    try (TurnClock.Pause pause = turn.clock().pause()) {
      if (!waiting.hasEnded()) {
        askAndWait(waiting);
      }
    } catch (InterruptedException e) {
      decline(waiting, Settlement.by("withdrawn", Verdict.DECLINE.word()));
      throw e;
    } finally {
      pending.remove(waiting);
    }
  }

  private void askAndWait(PendingRequest waiting) throws InterruptedException {
    if (closed || !notices.ask(waiting)) {
      fallBack(waiting);
      return;
    }
    waiting.questionIsPosted();
    if (!waiting.await(config.approvalWaitTimeoutS())) {
      expire(waiting);
    }
  }

  private static String visibleId(RequestCall call) {
    return "req-" + call.id();
  }

  private static Set<String> aliases(RequestCall call) {
    Set<String> aliases = new HashSet<>();
    for (String key : List.of("approvalId", "approval_id", "itemId", "callId")) {
      JsonNode value = call.params().get(key);
      if (value != null && value.isString() && !value.stringValue().isEmpty()) {
        aliases.add(value.stringValue());
      }
    }
    return aliases;
  }

  private void expire(PendingRequest waiting) {
    TimeoutDecision configured = config.approvalTimeoutDecision();
    Verdict verdict =
        waiting.asked().humanOnly() || waiting.asked().input()
            ? Verdict.DECLINE
            : Verdict.of(configured.word());
    Settlement ended =
        ledger.settle(
            waiting,
            Settlement.by("timeout", verdict.word()),
            () -> Answering.give(waiting.request(), verdict));
    if (ended != null) {
      notices.tell(
          waiting.turn(),
          waiting.id()
              + (verdict == Verdict.DECLINE
                  ? " expired, not approved."
                  : " expired without an answer; as configured it was answered: " + verdict.word())
              + " It had waited "
              + waiting.age().toSeconds()
              + " s: "
              + waiting.asked().summary());
    }
  }

  private void evict(PendingRequest oldest) {
    log.warn(
        "room {}: more than {} requests wait, declining the oldest, {}",
        room.roomId(),
        config.maxPendingApprovalsPerRoom(),
        oldest.id());
    if (decline(oldest, Settlement.by("evicted", Verdict.DECLINE.word()))) {
      String line = oldest.id() + " was declined because too many requests wait here.";
      oldest.onceQuestionIsPosted(() -> notices.tell(oldest.turn(), line));
    }
  }

  private void fallBack(PendingRequest waiting) {
    if (decline(waiting, Settlement.by("system_fallback", Verdict.DECLINE.word()))
        && rights.nobodyMayApprove()) {
      notices.tell(
          waiting.turn(),
          waiting.id()
              + " was declined, because nobody may approve (approval_approvers is empty): "
              + waiting.asked().summary());
    }
  }

  private boolean decline(PendingRequest waiting, Settlement settlement) {
    return ledger.settle(waiting, settlement, () -> waiting.request().decline()) != null;
  }

  private void withdraw(PendingRequest waiting, String reason, boolean tellRoom) {
    Settlement ended =
        ledger.settle(
            waiting,
            Settlement.withdrawn(),
            () -> {
              waiting.request().decline(); // harmless when Codex no longer wants an answer
              return true;
            });
    if (ended != null && tellRoom) {
      String line = waiting.id() + " is void: " + reason + ".";
      waiting.onceQuestionIsPosted(() -> notices.tell(waiting.turn(), line));
    }
  }

  @Override
  public void withdraw(RunningTurn turn, String reason, boolean tellRoom) {
    for (PendingRequest waiting : pending.all()) {
      if (waiting.turn().equals(turn)) {
        withdraw(waiting, reason, tellRoom);
      }
    }
  }

  @Override
  public int pending() {
    return pending.size();
  }

  @Override
  public int sessionApprovals() {
    return session.size();
  }

  @Override
  public void close() {
    closed = true;
    pending.all().forEach(waiting -> decline(waiting, Settlement.withdrawn()));
    session.clear();
  }
}
