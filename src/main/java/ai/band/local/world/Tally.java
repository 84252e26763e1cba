package ai.band.local.world;

/**
 * How many messages for an agent ended how.
 *
 * @param messages texts of people that mention the agent
 * @param answered exactly one reply
 * @param doubled more than one reply
 * @param lost marked processed without a reply
 * @param unanswered no reply, and not processed
 * @param attempts processing marks altogether
 */
public record Tally(
    int messages, int answered, int doubled, int lost, int unanswered, int attempts) {

  static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  Tally plus(long replies, Delivery delivery) {
    boolean processed = delivery.status() == Delivery.Status.PROCESSED;
    return new Tally(
        messages + 1,
        answered + (replies == 1 ? 1 : 0),
        doubled + (replies > 1 ? 1 : 0),
        lost + (replies == 0 && processed ? 1 : 0),
        unanswered + (replies == 0 && !processed ? 1 : 0),
        attempts + delivery.attempts().size());
  }

  Tally plus(Tally other) {
    return new Tally(
        messages + other.messages,
        answered + other.answered,
        doubled + other.doubled,
        lost + other.lost,
        unanswered + other.unanswered,
        attempts + other.attempts);
  }
}
