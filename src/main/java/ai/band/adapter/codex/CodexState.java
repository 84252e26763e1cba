package ai.band.adapter.codex;

import ai.band.adapter.codex.session.CodexHost.Condition;
import ai.band.adapter.codex.session.LoginRecord.Login;
import org.jspecify.annotations.Nullable;

/**
 * How an adapter and its Codex are doing.
 *
 * @param condition what has become of the connection
 * @param problem why there is no connection; null when there is one, or none was wanted
 * @param starts how often Codex was started or connected to
 * @param login whether Codex is logged in; known after {@link CodexAdapter#checkUp}
 * @param refusal what the model's provider said when it refused the login; null when it did not
 * @param turnsRunning rooms in which a turn is at work
 * @param pendingApprovals requests that wait for somebody
 * @param eventsWaiting events on their way to Band
 * @param eventsLost events that were given up in the rooms of now
 */
public record CodexState(
    Condition condition,
    @Nullable String problem,
    long starts,
    Login login,
    @Nullable String refusal,
    int turnsRunning,
    int pendingApprovals,
    int eventsWaiting,
    long eventsLost) {
  static final CodexState NOT_STARTED =
      new CodexState(Condition.NOT_STARTED, null, 0, Login.UNKNOWN, null, 0, 0, 0, 0);
}
