package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.room.RunningTurn;
import ai.band.codex.protocol.ServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Ends requests and keeps the record of how. Each end is recorded once, by whoever caused it. */
final class ApprovalLedger {
  private final ApprovalAudit audit;
  private final ApprovalReports reports;

  ApprovalLedger(ApprovalAudit audit, ApprovalReports reports) {
    this.audit = audit;
    this.reports = reports;
  }

  /**
   * Ends a request, if nobody else has.
   *
   * @param answer gives Codex its answer; false when it wanted none any more
   * @return how it ended by this call; null when it had ended before
   */
  @Nullable Settlement settle(PendingRequest waiting, Settlement wanted, BooleanSupplier answer) {
    Settlement ended = waiting.settle(wanted, answer);
    if (ended != null) {
      record(
          waiting.id(), waiting.request(), waiting.asked(), waiting.turn(), ended, waiting.age());
    }
    return ended;
  }

  /** Records a decision that nobody had to wait for, or the end of one that somebody had. */
  void record(
      String id,
      ServerRequest request,
      Asked asked,
      RunningTurn turn,
      Settlement settlement,
      Duration waited) {
    AuditEntry entry =
        new AuditEntry(
            id,
            request.call().method(),
            settlement.decision(),
            settlement.decidedBy(),
            settlement.deciderId(),
            Instant.now(),
            asked.summary(),
            settlement.decision().equals(Verdict.ACCEPT_FOR_SESSION.word()));
    audit.add(entry);
    reports.decided(entry, asked, turn, waited);
  }

  List<AuditEntry> audit() {
    return audit.all();
  }
}
