package ai.band.platform.phoenix;

import java.time.Duration;

/**
 * How a connection ended.
 *
 * @param code WebSocket close code; 1006 when there was no close frame, 1005 when it had no code
 * @param reason text of the close frame, or what was noticed locally; may be empty
 * @param byPeer whether the peer ended it; false when it was cut locally, for instance because a
 *     heartbeat stayed unanswered
 * @param uptime how long the connection had been open
 */
public record CloseInfo(int code, String reason, boolean byPeer, Duration uptime) {
  /** The code for a connection that ended without a close frame. */
  public static final int ABNORMAL = 1006;
}
