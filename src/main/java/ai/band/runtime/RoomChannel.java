package ai.band.runtime;

import ai.band.platform.RoomTopics;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** How one room hears of new messages: by its topics, or by asking. */
final class RoomChannel {
  private final Semaphore turn = new Semaphore(1);
  private volatile boolean chat;
  private volatile boolean crowdedOut;
  private volatile boolean participants;
  private volatile boolean again;
  private volatile boolean announced;
  private volatile boolean down;
  private final AtomicBoolean gap = new AtomicBoolean();
  private boolean participantsDown; // used by the topic's own thread only
  private int failures; // used by the one join at a time only
  private volatile long nextLook;

  /** Begins a join; when one is under way that one is followed by another, and this is false. */
  boolean begin() {
    again = true;
    return turn.tryAcquire();
  }

  /** Waits for a join under way and keeps further ones out; false when it takes too long. */
  boolean shut(Duration longest) throws InterruptedException {
    return turn.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes the wish for a join. */
  boolean wanted() {
    boolean wish = again;
    again = false;
    return wish;
  }

  /** Whether a join was wanted. */
  boolean stillWanted() {
    return again;
  }

  void end() {
    turn.release();
  }

  void joined(RoomTopics topics) {
    chat = topics.chat();
    crowdedOut = !topics.chat();
    participants = topics.participants();
    failures = 0;
  }

  /** Whether the last join found no place for the chat. */
  boolean crowdedOut() {
    return crowdedOut;
  }

  void chatLost() {
    chat = false;
  }

  void participantsLost() {
    participants = false;
  }

  /** The topic of the participants is down, or joined again; returns whether it was down. */
  boolean participantsAreDown(boolean isDown) {
    boolean was = participantsDown;
    participantsDown = isDown;
    return was;
  }

  /** The topic of the chat is down, or joined; the socket cares for that by itself. */
  void chatIsDown(boolean isDown) {
    down = isDown;
    if (!isDown) {
      gap.set(true); // what came before the join was not pushed
    }
  }

  /** True once after each join of the chat: messages may wait that are older than any push. */
  boolean takeGap() {
    return gap.getAndSet(false);
  }

  /** Whether there is a place for the chat among the channels of the socket. */
  boolean chat() {
    return chat;
  }

  /** Whether messages are pushed right now. */
  boolean heard() {
    return chat && !down;
  }

  /** Whether comings and goings are pushed. */
  boolean participants() {
    return participants;
  }

  /** Counts a failed join; returns how many there were before in a row. */
  int failed() {
    chat = false;
    crowdedOut = false;
    participants = false;
    return failures++;
  }

  /** True once: the adapter is told of a room one time. */
  boolean announce() {
    if (announced) {
      return false;
    }
    announced = true;
    return true;
  }

  /** Sets the first time to ask, spread so that rooms do not ask together. */
  void schedule(long now, Duration interval) {
    long nanos = interval.toNanos();
    nextLook = now + nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
  }

  /** Whether it is time to ask; sets the next time at a fixed rate, whatever the traffic. */
  boolean lookIsDue(long now, Duration interval) {
    long nanos = interval.toNanos();
    if (nextLook - now > nanos) {
      nextLook = now + nanos; // the interval became shorter
    }
    if (nextLook - now > 0) {
      return false;
    }
    nextLook = Math.max(nextLook + nanos, now + nanos / 2);
    return true;
  }
}
