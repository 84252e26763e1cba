package ai.band.adapter.codex.approval;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where people decide about the requests of one room. Safe from any thread. */
public final class ApprovalDesk {
  private final DecisionRights rights;
  private final PendingRequests pending;
  private final SessionApprovals session;
  private final ApprovalLedger ledger;

  ApprovalDesk(
      DecisionRights rights,
      PendingRequests pending,
      SessionApprovals session,
      ApprovalLedger ledger) {
    this.rights = rights;
    this.pending = pending;
    this.session = session;
    this.ledger = ledger;
  }

  /** Who may decide here. */
  public DecisionRights rights() {
    return rights;
  }

  /** What waits, oldest first. */
  public List<Waiting> waiting() {
    return pending.all().stream()
        .map(
            request ->
                new Waiting(
                    request.id(),
                    request.asked().summary(),
                    request.age(),
                    request.turn().message().displayName()))
        .toList();
  }

  /**
   * One request that waits.
   *
   * @param age since it was asked
   * @param requester name of whoever asked for the work
   */
  public record Waiting(String id, String summary, Duration age, String requester) {}

  /** Whether a word names a request that waits. */
  public boolean isWaiting(String token) {
    return !pending.matching(plain(token)).isEmpty();
  }

  private static String plain(String token) {
    return token.replace("`", "").strip();
  }

  /** The newest decisions, oldest first. */
  public List<AuditEntry> audit() {
    return ledger.audit();
  }

  /** What is approved until the room is left, in the order in which it can be revoked. */
  public List<String> sessionApprovals() {
    return session.all().stream().map(SessionKey::describe).toList();
  }

  /**
   * Forgets one session approval.
   *
   * @param number from 1, as listed
   * @return what is no longer approved; null when there is no such number
   */
  public @Nullable String revoke(int number) {
    List<SessionKey> all = session.all();
    if (number < 1 || number > all.size()) {
      return null;
    }
    SessionKey key = all.get(number - 1);
    return session.remove(key) ? key.describe() : null;
  }

  /** Forgets all session approvals; returns how many there were. */
  public int revokeAll() {
    int count = session.size();
    session.clear();
    return count;
  }

  /**
   * Somebody decides.
   *
   * @param token visible id or alias, backticks ignored; null: the only one that waits
   */
  public Resolution resolve(@Nullable String token, Verdict verdict, Decider decider) {
    Lookup found = find(token, decider);
    PendingRequest waiting = found.request();
    if (waiting == null) {
      return found.problem();
    }
    Asked asked = waiting.asked();
    if (verdict == Verdict.ACCEPT && asked.input()) {
      return new Resolution.NotUnderstood(
          waiting.id(), "it is a question; use /answer " + waiting.id() + " <text>");
    }
    if (verdict == Verdict.ACCEPT_FOR_SESSION && !asked.sessionPossible()) {
      return new Resolution.SessionImpossible(waiting.id(), whyNoSession(asked));
    }
    boolean remember = verdict == Verdict.ACCEPT_FOR_SESSION;
    Settlement ended =
        ledger.settle(
            waiting,
            Settlement.by(decider, verdict.word()),
            () ->
                remember
                    ? acceptAndRemember(waiting, decider)
                    : Answering.give(waiting.request(), verdict));
    return outcome(waiting, ended, remember && asked.key() != null ? asked.key().describe() : null);
  }

  /** Remembered before it is answered: Codex may ask the same again at once. */
  private boolean acceptAndRemember(PendingRequest waiting, Decider decider) {
    SessionKey key = waiting.asked().key();
    if (key == null) {
      return Answering.give(waiting.request(), Verdict.ACCEPT_FOR_SESSION);
    }
    boolean known = session.covers(key);
    session.add(key, decider.id());
    boolean counted = Answering.give(waiting.request(), Verdict.ACCEPT_FOR_SESSION);
    if (!counted && !known) {
      session.remove(key);
    }
    return counted;
  }

  /** Somebody chooses a decision that Codex lists. One that lasts needs an operator. */
  public Resolution choose(@Nullable String token, int number, Decider decider) {
    Lookup found = find(token, decider);
    PendingRequest waiting = found.request();
    if (waiting == null) {
      return found.problem();
    }
    Offer offer =
        waiting.asked().offers().stream()
            .filter(o -> o.number() == number)
            .findFirst()
            .orElse(null);
    if (offer == null) {
      return new Resolution.NotUnderstood(
          waiting.id(),
          "there is no option " + number + "; it has " + waiting.asked().offers().size());
    }
    if (offer.lasting() && !rights.mayOperate(decider, waiting.requesterId())) {
      return new Resolution.NotAllowed(
          waiting.id(), rights.operatorsInWords() + ", because it writes a lasting rule");
    }
    String word = offer.raw().isString() ? offer.raw().stringValue() : "option " + number;
    Settlement ended =
        ledger.settle(
            waiting, Settlement.by(decider, word), () -> Answering.give(waiting.request(), offer));
    return outcome(waiting, ended, offer.lasting() ? offer.words() : null);
  }

  /** Somebody answers a question or fills in a form. */
  public Resolution answer(@Nullable String token, String words, Decider decider) {
    Lookup found = find(token, decider);
    PendingRequest waiting = found.request();
    if (waiting == null) {
      return found.problem();
    }
    BooleanSupplier answer;
    try {
      answer = QuestionAnswer.read(waiting.request(), words);
    } catch (IllegalArgumentException e) {
      return new Resolution.NotUnderstood(waiting.id(), String.valueOf(e.getMessage()));
    }
    return outcome(waiting, ledger.settle(waiting, Settlement.by(decider, "answer"), answer), null);
  }

  private record Lookup(@Nullable PendingRequest request, Resolution problem) {}

  private Lookup find(@Nullable String given, Decider decider) {
    List<PendingRequest> all = pending.all();
    if (all.isEmpty()) {
      return new Lookup(null, new Resolution.NothingPending());
    }
    String token = given == null ? "" : plain(given);
    List<PendingRequest> meant = token.isEmpty() ? all : pending.matching(token);
    return switch (meant.size()) {
      case 0 -> new Lookup(null, new Resolution.UnknownId(token, pending.sortedIds()));
      case 1 -> lookup(meant.getFirst(), decider);
      default ->
          new Lookup(
              null,
              new Resolution.Ambiguous(
                  pending.sortedIds().stream()
                      .filter(id -> meant.stream().anyMatch(m -> m.id().equals(id)))
                      .toList()));
    };
  }

  /**
   * Ids come again when Codex is restarted, and a command without an id means whatever waits: what
   * was written before the work began was said about something else.
   */
  private Lookup lookup(PendingRequest waiting, Decider decider) {
    if (!rights.mayApprove(decider, waiting.turn())) {
      return new Lookup(null, new Resolution.NotAllowed(waiting.id(), rights.approversInWords()));
    }
    return decider.wroteBefore(waiting.turn().message())
        ? new Lookup(null, new Resolution.TooEarly(waiting.id()))
        : new Lookup(waiting, new Resolution.NothingPending());
  }

  private static Resolution outcome(
      PendingRequest waiting, @Nullable Settlement ended, @Nullable String covered) {
    if (ended != null && !ended.equals(Settlement.withdrawn())) {
      return new Resolution.Resolved(waiting.id(), ended.decision(), covered);
    }
    Settlement other = ended == null ? waiting.settlement() : ended;
    String applied =
        other == null ? "being decided" : other.decision() + " (" + other.decidedBy() + ")";
    return new Resolution.TooLate(waiting.id(), applied);
  }

  private static String whyNoSession(Asked asked) {
    if (asked.input()) {
      return "it is a question";
    }
    return asked.humanOnly()
        ? "it must be decided by a person each time"
        : "it names nothing that could be recognised again";
  }
}
