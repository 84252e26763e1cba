package ai.band.platform.phoenix;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what an incoming frame belongs to. Runs on the reading thread and never blocks it. */
final class Inbound implements Wire.Receiver {
  private static final Logger log = LoggerFactory.getLogger(Inbound.class);

  private final FrameCodec codec;
  private final ReentrantLock lock;
  private final Condition changed;
  private final Uplink uplink;
  private final ChannelTable channels;
  private final JoinDesk desk;
  private final PendingAnswers pending;
  private final Heartbeat heartbeat;
  private final AtomicLong malformed = new AtomicLong();
  private long frames;
  private long stale;

  Inbound(
      FrameCodec codec,
      ReentrantLock lock,
      Condition changed,
      Uplink uplink,
      ChannelTable channels,
      JoinDesk desk,
      PendingAnswers pending,
      Heartbeat heartbeat) {
    this.codec = codec;
    this.lock = lock;
    this.changed = changed;
    this.uplink = uplink;
    this.channels = channels;
    this.desk = desk;
    this.pending = pending;
    this.heartbeat = heartbeat;
  }

  @Override
  public void received(Wire wire, String text) {
    Frame frame = codec.parse(text);
    if (frame == null) {
      countMalformed("text", text.length());
      return;
    }
    lock.lock();
    try {
      frames++;
      if (!uplink.uses(wire) || !route(frame)) {
        stale++;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void receivedBinary(Wire wire) {
    countMalformed("binary", 0);
  }

  @Override
  public void ended(Wire wire) {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Call under the lock. */
  SocketStats stats(long overflowed, long generation, int channelCount) {
    return new SocketStats(frames, malformed.get(), stale, overflowed, generation, channelCount);
  }

  private void countMalformed(String kind, int length) {
    if (malformed.incrementAndGet() == 1) {
      log.debug(
          "dropped a {} message of {} characters that is no Phoenix frame; more are only counted",
          kind,
          length);
    }
  }

  /** Whether the frame belonged to anything. */
  private boolean route(Frame frame) {
    return switch (frame.event()) {
      case Frame.REPLY -> answered(frame);
      case Frame.ERROR -> crashed(frame);
      // The ref of a close is that of its join, so nothing but the join_ref tells whose it is.
      case Frame.CLOSE -> pending.closed(frame.joinRef()) || closed(frame);
      default -> event(frame);
    };
  }

  /** Matched by ref and topic, never by join_ref, which some answers lack. */
  private boolean answered(Frame reply) {
    if (reply.ref() == null) {
      return false;
    }
    long now = System.nanoTime();
    if (desk.answered(reply, now)) {
      heartbeat.progressed(now);
      changed.signalAll();
      return true;
    }
    if (reply.topic().equals(Frame.HEARTBEAT_TOPIC)) {
      return heartbeat.answered(reply.ref());
    }
    return pending.answered(reply);
  }

  private boolean crashed(Frame frame) {
    PhoenixChannel channel = concerned(frame);
    if (channel == null) {
      return false;
    }
    pending.failPushes(channel, "it crashed on the server");
    desk.crashed(channel, frame.payload(), System.nanoTime());
    changed.signalAll();
    return true;
  }

  private boolean closed(Frame frame) {
    PhoenixChannel channel = concerned(frame);
    if (channel == null) {
      return false;
    }
    pending.failPushes(channel, "the server closed it");
    desk.closed(channel);
    changed.signalAll();
    return true;
  }

  /** The channel whose live join the frame speaks of. */
  private @Nullable PhoenixChannel concerned(Frame frame) {
    PhoenixChannel channel = channels.get(frame.topic());
    if (channel == null || channel.joinRef() == null) {
      return null;
    }
    boolean named = channel.joinRef().equals(frame.joinRef());
    boolean unnamed = frame.joinRef() == null && channel.state() == ChannelState.JOINED;
    return named || unnamed ? channel : null;
  }

  private boolean event(Frame frame) {
    PhoenixChannel channel = channels.get(frame.topic());
    if (channel == null || channel.joinRef() == null) {
      return false;
    }
    if (frame.joinRef() != null && !frame.joinRef().equals(channel.joinRef())) {
      return false;
    }
    if (channel.state() == ChannelState.JOINED) {
      channel.outlet().event(frame.event(), frame.payload());
    } else {
      channel.outlet().hold(frame.event(), frame.payload());
    }
    return true;
  }
}
