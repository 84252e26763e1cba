package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The topics of one socket and what is under way on them, over one connection after another.
 *
 * <p>One lock guards it all. Under it nothing waits and no listener runs: frames are only queued
 * for sending, and events only put into mailboxes.
 */
final class Exchange {
  private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PhoenixOptions options;
  private final Couriers couriers;
  private final Uplink uplink;
  private final ChannelTable channels = new ChannelTable();
  private final PendingAnswers pending = new PendingAnswers();
  private final Heartbeat heartbeat;
  private final JoinDesk desk;
  private final Inbound inbound;
  private final AtomicLong overflowed = new AtomicLong();
  private long registered;
  private @Nullable String ended;

  Exchange(
      PhoenixOptions options,
      FrameCodec codec,
      Couriers couriers,
      Consumer<ReconnectReport> whenRejoined) {
    this.options = options;
    this.couriers = couriers;
    this.uplink = new Uplink(codec);
    this.heartbeat = new Heartbeat(options);
    this.desk = new JoinDesk(options, uplink, channels, whenRejoined);
    this.inbound = new Inbound(codec, lock, changed, uplink, channels, desk, pending, heartbeat);
  }

  Wire.Receiver receiver() {
    return inbound;
  }

  // What the owner of the connection calls.

  /** Takes a fresh connection into use; false if the socket has ended meanwhile. */
  boolean connected(Wire wire, long generation) {
    lock.lock();
    try {
      if (ended != null) {
        return false;
      }
      uplink.use(wire);
      heartbeat.start(System.nanoTime());
      desk.connected(generation, System.nanoTime());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the connection alive and the joins moving; returns how it ended. */
  CloseInfo serve(Wire wire) throws InterruptedException {
    CloseInfo end = wire.end();
    while (end == null) {
      if (!attend(wire)) {
        wire.cut("a heartbeat was not answered");
      }
      end = wire.end();
    }
    return end;
  }

  void disconnected(CloseInfo close) {
    lock.lock();
    try {
      uplink.use(null);
      desk.disconnected();
      pending.failAll("the connection was lost");
      for (PhoenixChannel channel : channels.all()) {
        boolean wasJoined = channel.state() == ChannelState.JOINED;
        channel.lost();
        channel.forgetFailures();
        if (wasJoined) {
          channel.outlet().lost(new ChannelLoss.Disconnected(close));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets the most urgent topics handle what they have, for it may forbid to connect again. */
  void awaitUrgentListeners(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (PhoenixChannel channel : snapshot()) {
      if (channel.priority() < JoinRequest.ORDINARY) {
        channel.outlet().mailbox().awaitIdle(deadline - System.nanoTime());
      }
    }
  }

  /**
   * Ends everything for good: nothing is joined or sent any more, whoever waits fails. With a
   * termination the listeners hear of it.
   *
   * @return false if it had ended before
   */
  boolean end(String why, @Nullable Termination termination) {
    lock.lock();
    try {
      if (ended != null) {
        return false;
      }
      ended = why;
      uplink.use(null);
      desk.disconnected();
      pending.failAll(why);
      for (PhoenixChannel channel : channels.all()) {
        channel.ended(new SocketClosed(why));
        if (termination != null) {
          channel.outlet().lost(new ChannelLoss.SocketTerminated(termination));
        }
      }
      channels.clear();
      return true;
    } finally {
      lock.unlock();
    }
  }

  SocketState state(long generation) {
    lock.lock();
    try {
      if (ended != null) {
        return SocketState.TERMINATED;
      }
      if (uplink.connected()) {
        return SocketState.CONNECTED;
      }
      return generation == 0 ? SocketState.CONNECTING : SocketState.RECONNECTING;
    } finally {
      lock.unlock();
    }
  }

  // What users of the socket and its channels call.

  PhoenixChannel add(JoinRequest request, ChannelListener listener, @Nullable Answer firstJoin) {
    lock.lock();
    try {
      if (ended != null) {
        throw new SocketClosed(ended);
      }
      ChannelOutlet outlet =
          new ChannelOutlet(
              request.topic(), listener, options.queueCapacity(), couriers, overflowed);
      PhoenixChannel channel = new PhoenixChannel(this, outlet, request, ++registered, firstJoin);
      if (!channels.add(channel)) {
        throw new IllegalStateException(
            "Topic " + request.topic() + " is joined already. Leave it before joining again.");
      }
      if (uplink.connected()) {
        desk.enqueue(channel);
        changed.signalAll();
      }
      return channel;
    } finally {
      lock.unlock();
    }
  }

  Optional<PhoenixChannel> channel(String topic) {
    lock.lock();
    try {
      return Optional.ofNullable(channels.get(topic));
    } finally {
      lock.unlock();
    }
  }

  boolean leave(PhoenixChannel channel, Duration timeout) {
    Answer answer = startLeaving(channel);
    return answer == null || awaitLeft(answer, timeout);
  }

  boolean leaveAll(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Answer> answers = new ArrayList<>();
    for (PhoenixChannel channel : snapshot()) {
      Answer answer = startLeaving(channel);
      if (answer != null) {
        answers.add(answer);
      }
    }
    boolean all = true;
    for (Answer answer : answers) {
      all &= awaitLeft(answer, Duration.ofNanos(deadline - System.nanoTime()));
    }
    return all;
  }

  JsonNode push(PhoenixChannel channel, String event, ObjectNode payload, Duration timeout)
      throws InterruptedException {
    String ref;
    Answer answer;
    lock.lock();
    try {
      if (channel.state() != ChannelState.JOINED) {
        throw new ChannelEnded(channel.topic(), "nothing was sent");
      }
      if (pending.pushes() >= options.waitingPushes()) {
        throw new PushRefused(
            channel.topic(), event, "too many pushes wait already", MissingNode.getInstance());
      }
      ref = uplink.nextRef();
      answer = pending.push(ref, channel, event);
      uplink.send(channel.joinRef(), ref, channel.topic(), event, payload);
    } finally {
      lock.unlock();
    }
    return awaitPush(channel, event, ref, answer, timeout);
  }

  SocketStats stats(long generation) {
    lock.lock();
    try {
      return inbound.stats(overflowed.get(), generation, channels.size());
    } finally {
      lock.unlock();
    }
  }

  /** One look at the clock and a rest; false if the connection is dead. */
  private boolean attend(Wire wire) throws InterruptedException {
    lock.lock();
    try {
      long now = System.nanoTime();
      switch (heartbeat.step(now, desk.joining())) {
        case DEAD -> {
          return false;
        }
        case SEND -> {
          String ref = uplink.nextRef();
          heartbeat.sent(ref, now, desk.joining());
          uplink.send(null, ref, Frame.HEARTBEAT_TOPIC, Frame.HEARTBEAT, NOTHING);
        }
        case WAIT -> {}
      }
      desk.advance(now);
      if (wire.end() == null) {
        rest(desk.due(heartbeat.due()) - System.nanoTime());
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // The loop is serve(), which looks at everything anew.
  private void rest(long nanos) throws InterruptedException {
    changed.awaitNanos(nanos);
  }

  private List<PhoenixChannel> snapshot() {
    lock.lock();
    try {
      return channels.all();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the channel, tells the server, and returns what to wait for, if anything. */
  private @Nullable Answer startLeaving(PhoenixChannel channel) {
    lock.lock();
    try {
      if (channel.state() == ChannelState.ENDED) {
        return null;
      }
      String joinRef = channel.joinRef();
      desk.forget(channel);
      channels.remove(channel);
      channel.ended(new ChannelEnded(channel.topic(), "it was left"));
      channel.outlet().mailbox().shut();
      pending.failPushes(channel, "it was left");
      changed.signalAll();
      if (joinRef == null || !uplink.connected()) {
        return null;
      }
      String ref = uplink.nextRef();
      Answer answer = pending.leave(ref, channel, joinRef);
      uplink.send(joinRef, ref, channel.topic(), Frame.LEAVE, NOTHING);
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private static boolean awaitLeft(Answer answer, Duration timeout) {
    try {
      return answer.await(timeout) != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ChannelEnded e) {
      return true; // With the connection the channel is gone, too.
    }
  }

  private JsonNode awaitPush(
      PhoenixChannel channel, String event, String ref, Answer answer, Duration timeout)
      throws InterruptedException {
    try {
      JsonNode response = answer.await(timeout);
      if (response == null) {
        throw new PushTimedOut(channel.topic(), event, timeout);
      }
      return response;
    } finally {
      lock.lock();
      try {
        pending.forget(ref);
      } finally {
        lock.unlock();
      }
    }
  }
}
