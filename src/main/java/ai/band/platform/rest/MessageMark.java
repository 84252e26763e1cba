package ai.band.platform.rest;

/**
 * The platform's note on one message of this agent.
 *
 * @param status {@code processing}, {@code processed} or {@code failed}
 * @param attemptNumber which run this mark belongs to, from 1; 0 when the platform did not say
 */
@WireRecord
public record MessageMark(String id, String status, int attemptNumber) {
  public MessageMark {
    id = Fields.text(id);
    status = Fields.text(status);
  }
}
