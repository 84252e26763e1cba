package ai.band.platform.phoenix;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One topic of a {@link PhoenixSocket}. Safe to use from any thread. */
public final class PhoenixChannel {
  private final Exchange exchange;
  private final ChannelOutlet outlet;
  private final JoinRequest request;
  private final long order;

  // From here on guarded by the exchange's lock, but for the state, which anyone may look at.
  private volatile ChannelState state = ChannelState.JOINING;
  private @Nullable String joinRef;
  private @Nullable Answer firstJoin;
  private boolean joinedBefore;
  private long joinedAt;
  private int failures;

  /**
   * @param order of the first join among all channels of the socket
   * @param firstJoin who waits for the first join and decides what becomes of its failure; null if
   *     the socket is to try until it succeeds
   */
  PhoenixChannel(
      Exchange exchange,
      ChannelOutlet outlet,
      JoinRequest request,
      long order,
      @Nullable Answer firstJoin) {
    this.exchange = exchange;
    this.outlet = outlet;
    this.request = request;
    this.order = order;
    this.firstJoin = firstJoin;
  }

  public String topic() {
    return request.topic();
  }

  public ChannelState state() {
    return state;
  }

  /**
   * Leaves the topic and waits for the server's answer, which may never come. No call of the
   * listener begins after this returns.
   *
   * @return whether the server answered in time; true as well when there was nothing to leave
   */
  public boolean leave(Duration timeout) {
    return exchange.leave(this, timeout);
  }

  /**
   * Sends an event and waits for its answer.
   *
   * @return the server's response
   * @throws PushRefused the server answered with an error, or too many pushes wait already
   * @throws PushTimedOut no answer in time
   * @throws ChannelEnded the channel is not joined, or ended while waiting; nothing is sent later
   */
  public JsonNode push(String event, ObjectNode payload, Duration timeout)
      throws InterruptedException {
    return exchange.push(this, event, payload, timeout);
  }

  JoinRequest request() {
    return request;
  }

  int priority() {
    return request.priority();
  }

  long order() {
    return order;
  }

  ChannelOutlet outlet() {
    return outlet;
  }

  /** The join that is joined or under way; null if there is none. */
  @Nullable String joinRef() {
    return joinRef;
  }

  int failures() {
    return failures;
  }

  /** Whether a failed join is tried again by the socket, not by a waiting caller. */
  boolean selfHealing() {
    return firstJoin == null;
  }

  void joining(String newJoinRef) {
    state = ChannelState.JOINING;
    joinRef = newJoinRef;
  }

  void joined(JsonNode response, long now) {
    state = ChannelState.JOINED;
    joinedAt = now;
    outlet.joined(response, joinedBefore);
    joinedBefore = true;
    if (firstJoin != null) {
      firstJoin.succeed(response);
      firstJoin = null;
    }
  }

  /** Not joined any more, but to be joined again. */
  void lost() {
    outlet.discardHeld();
    joinRef = null;
    state = selfHealing() ? ChannelState.RECOVERING : ChannelState.JOINING;
  }

  /**
   * Counts failures in a row; a join that held for some time ends the row.
   *
   * @return how many there have been before this one
   */
  int countFailure(long now, long stableNanos) {
    if (joinedBefore && state == ChannelState.JOINED && now - joinedAt >= stableNanos) {
      failures = 0;
    }
    return failures++;
  }

  void forgetFailures() {
    failures = 0;
  }

  /** Of no more use. A caller waiting for the first join gets the cause. */
  void ended(PhoenixException cause) {
    outlet.discardHeld();
    joinRef = null;
    state = ChannelState.ENDED;
    if (firstJoin != null) {
      firstJoin.fail(cause);
    }
  }
}
