package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Sends the joins: few at a time, by priority and order, and again after a failure. Guarded by its
 * owner's lock; times are those of {@link System#nanoTime}.
 */
final class JoinDesk {
  private record Turn(PhoenixChannel channel, long due) {}

  private record Attempt(PhoenixChannel channel, long number, long deadline) {
    Attempt until(long newDeadline) {
      return new Attempt(channel, number, newDeadline);
    }
  }

  private static final Comparator<PhoenixChannel> BY_RANK =
      Comparator.comparingInt(PhoenixChannel::priority).thenComparingLong(PhoenixChannel::order);

  /** A round of rejoins is not waited for longer than so many unanswered joins in a row take. */
  private static final int LONGEST_ROUND = 3;

  private final PhoenixOptions options;
  private final Uplink uplink;
  private final ChannelTable channels;
  private final Consumer<ReconnectReport> whenRejoined;
  private final PriorityQueue<PhoenixChannel> ready = new PriorityQueue<>(BY_RANK);
  private final PriorityQueue<Turn> later =
      new PriorityQueue<>((a, b) -> Long.compare(a.due() - b.due(), 0));
  private final Map<PhoenixChannel, Turn> turns = new HashMap<>();
  private final Map<String, Attempt> underWay = new LinkedHashMap<>();
  private long attempts;
  private @Nullable RejoinRound round;

  JoinDesk(
      PhoenixOptions options,
      Uplink uplink,
      ChannelTable channels,
      Consumer<ReconnectReport> whenRejoined) {
    this.options = options;
    this.uplink = uplink;
    this.channels = channels;
    this.whenRejoined = whenRejoined;
  }

  boolean joining() {
    return !underWay.isEmpty();
  }

  void enqueue(PhoenixChannel channel) {
    ready.add(channel);
  }

  /** A new connection: every topic has its turn at once. */
  void connected(long generation, long now) {
    Collection<PhoenixChannel> all = channels.all();
    ready.addAll(all);
    if (generation > 1) {
      long longest = options.joinTimeout().multipliedBy(LONGEST_ROUND).toNanos();
      round = new RejoinRound(generation, all, now + longest);
      settleRound();
    }
  }

  void disconnected() {
    ready.clear();
    later.clear();
    turns.clear();
    underWay.clear();
    round = null;
  }

  /** The channel is to be joined no more. */
  void forget(PhoenixChannel channel) {
    ready.remove(channel);
    later.remove(turns.remove(channel));
    if (channel.joinRef() != null) {
      underWay.remove(channel.joinRef());
    }
    if (round != null) {
      round.gone(channel);
      settleRound();
    }
  }

  /** Gives up joins that were not answered, and starts those whose turn it is. */
  void advance(long now) {
    expire(now);
    breakOffRound(now);
    for (Turn turn = later.peek(); turn != null && turn.due() - now <= 0; turn = later.peek()) {
      later.remove();
      turns.remove(turn.channel());
      ready.add(turn.channel());
    }
    for (PhoenixChannel next = next(); next != null; next = next()) {
      ready.remove();
      start(next, now);
    }
  }

  /** When {@link #advance} has something to do next. */
  long due(long otherwise) {
    long due = otherwise;
    Turn turn = later.peek();
    if (turn != null && turn.due() - due < 0) {
      due = turn.due();
    }
    if (round != null && round.deadline() - due < 0) {
      due = round.deadline();
    }
    for (Attempt attempt : underWay.values()) {
      if (attempt.deadline() - due < 0) {
        due = attempt.deadline();
      }
    }
    return due;
  }

  /** Whether the reply was one to a join under way. */
  boolean answered(Frame reply, long now) {
    Attempt attempt = underWay.get(reply.ref());
    if (attempt == null || !attempt.channel().topic().equals(reply.topic())) {
      return false;
    }
    underWay.remove(reply.ref());
    // The server works off the joins of a socket one by one: the later ones waited behind this.
    long deadline = now + options.joinTimeout().toNanos();
    underWay.replaceAll(
        (ref, other) -> other.number() > attempt.number() ? other.until(deadline) : other);
    if (reply.succeeded()) {
      attempt.channel().joined(reply.payload().path("response"), now);
      if (round != null) {
        round.rejoined(attempt.channel());
      }
    } else {
      refused(attempt.channel(), reply, now);
    }
    settleRound();
    return true;
  }

  /** The server reports that the channel crashed, joined or while being joined. */
  void crashed(PhoenixChannel channel, JsonNode payload, long now) {
    underWay.remove(channel.joinRef());
    if (channel.selfHealing()) {
      Duration pause = pauseAfterFailure(channel, now);
      retry(channel, pause, now);
      channel.outlet().lost(new ChannelLoss.Crashed(payload, pause));
    } else {
      end(channel, new ChannelEnded(channel.topic(), "it crashed while it was joined"));
    }
    settleRound();
  }

  /** The server ended the channel on purpose. */
  void closed(PhoenixChannel channel) {
    forget(channel);
    boolean report = channel.selfHealing();
    end(channel, new ChannelEnded(channel.topic(), "the server closed it"));
    if (report) {
      channel.outlet().lost(new ChannelLoss.ClosedByServer());
    }
  }

  private @Nullable PhoenixChannel next() {
    PhoenixChannel first = ready.peek();
    if (first == null || underWay.size() >= options.joinParallelism()) {
      return null;
    }
    for (Attempt attempt : underWay.values()) {
      if (attempt.channel().priority() < first.priority()) {
        return null;
      }
    }
    return first;
  }

  private void start(PhoenixChannel channel, long now) {
    String ref = uplink.nextRef();
    channel.joining(ref);
    long deadline = now + options.joinTimeout().toNanos();
    underWay.put(ref, new Attempt(channel, ++attempts, deadline));
    uplink.send(ref, ref, channel.topic(), Frame.JOIN, channel.request().payload());
  }

  private void expire(long now) {
    for (Attempt attempt : List.copyOf(underWay.values())) {
      if (attempt.deadline() - now <= 0) {
        unanswered(attempt.channel(), now);
      }
    }
  }

  private void unanswered(PhoenixChannel channel, long now) {
    String joinRef = channel.joinRef();
    underWay.remove(joinRef);
    // Should the server still accept, it must not keep a channel that nobody listens to.
    uplink.send(
        joinRef,
        uplink.nextRef(),
        channel.topic(),
        Frame.LEAVE,
        JsonNodeFactory.instance.objectNode());
    if (channel.selfHealing()) {
      Duration pause = pauseAfterFailure(channel, now);
      retry(channel, pause, now);
      channel.outlet().lost(new ChannelLoss.Unanswered(channel.failures(), pause));
    } else {
      end(channel, new JoinTimedOut(channel.topic(), options.joinTimeout()));
    }
    settleRound();
  }

  private void refused(PhoenixChannel channel, Frame reply, long now) {
    JsonNode response = reply.payload().path("response");
    String reason = reply.reason();
    if (!channel.selfHealing()) {
      end(channel, new JoinRefused(channel.topic(), reason, response));
    } else if (options.passingReasons().contains(reason)) {
      Duration pause = pauseAfterFailure(channel, now);
      retry(channel, pause, now);
      channel.outlet().lost(new ChannelLoss.Refused(reason, response, Optional.of(pause)));
    } else {
      if (round != null) {
        round.refused(channel, reason);
      }
      end(channel, new JoinRefused(channel.topic(), reason, response));
      channel.outlet().lost(new ChannelLoss.Refused(reason, response, Optional.empty()));
    }
  }

  private Duration pauseAfterFailure(PhoenixChannel channel, long now) {
    List<Duration> ladder = options.rejoinLadder();
    int before = channel.countFailure(now, ladder.getLast().toNanos());
    return ladder.get(Math.min(before, ladder.size() - 1));
  }

  private void retry(PhoenixChannel channel, Duration pause, long now) {
    channel.lost();
    Turn turn = new Turn(channel, now + pause.toNanos());
    turns.put(channel, turn);
    later.add(turn);
    if (round != null) {
      round.unanswered(channel);
    }
  }

  private void end(PhoenixChannel channel, PhoenixException cause) {
    channels.remove(channel);
    channel.ended(cause);
    if (round != null) {
      round.gone(channel);
    }
  }

  /** Some topics must not keep the others from being looked after. */
  private void breakOffRound(long now) {
    if (round != null && round.deadline() - now <= 0) {
      for (PhoenixChannel late : round.breakOff()) {
        // Told, so that its listener reads again what it misses until it is joined.
        late.outlet().lost(new ChannelLoss.Unanswered(late.failures(), Duration.ZERO));
      }
      settleRound();
    }
  }

  private void settleRound() {
    if (round != null && round.done()) {
      whenRejoined.accept(round.report());
      round = null;
    }
  }
}
