package ai.band.platform.phoenix;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Between the reading thread and the listener of one channel. Events that overtake the answer to
 * their join are held back until it is there.
 */
final class ChannelOutlet implements Mailbox.Handler<ChannelNotice> {
  private final ChannelListener listener;
  private final Mailbox<ChannelNotice> mailbox;
  private final int capacity;
  private final AtomicLong overflowed;
  private @Nullable ArrayDeque<ChannelNotice> held;

  /**
   * @param overflowed counter of the whole socket
   */
  ChannelOutlet(
      String topic,
      ChannelListener listener,
      int capacity,
      Couriers couriers,
      AtomicLong overflowed) {
    this.listener = listener;
    this.capacity = capacity;
    this.overflowed = overflowed;
    this.mailbox = new Mailbox<>("phoenix-" + topic, capacity, this, couriers);
  }

  Mailbox<ChannelNotice> mailbox() {
    return mailbox;
  }

  void event(String event, JsonNode payload) {
    mailbox.put(new ChannelNotice.Event(event, payload));
  }

  /** Keeps an event until the join is answered. */
  void hold(String event, JsonNode payload) {
    if (held == null) {
      held = new ArrayDeque<>();
    }
    if (held.size() >= capacity) {
      held.poll();
      mailbox.addDropped(1);
    }
    held.add(new ChannelNotice.Event(event, payload));
  }

  void joined(JsonNode response, boolean rejoin) {
    mailbox.put(new ChannelNotice.Joined(response, rejoin));
    if (held != null) {
      held.forEach(mailbox::put);
      held = null;
    }
  }

  void lost(ChannelLoss loss) {
    discardHeld();
    mailbox.put(new ChannelNotice.Lost(loss));
  }

  void discardHeld() {
    held = null;
  }

  @Override
  public void handle(ChannelNotice notice) {
    switch (notice) {
      case ChannelNotice.Event(var event, var payload) -> listener.onEvent(event, payload);
      case ChannelNotice.Joined(var response, var rejoin) -> listener.onJoined(response, rejoin);
      case ChannelNotice.Lost(var loss) -> listener.onLost(loss);
    }
  }

  @Override
  public boolean droppable(ChannelNotice notice) {
    return notice instanceof ChannelNotice.Event;
  }

  @Override
  public void overflowed(long dropped) {
    overflowed.addAndGet(dropped);
    listener.onOverflow(dropped);
  }
}
