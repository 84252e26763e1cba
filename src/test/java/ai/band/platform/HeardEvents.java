package ai.band.platform;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that remembers what it heard, in order. */
class HeardEvents implements LinkListener {
  record TopicLost(String roomId, RoomTopic topic, String reason) {}

  record Reconnected(Set<String> refused) {}

  record Disconnected(String reason) {}

  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

  /** What was heard next. */
  Object next() throws InterruptedException {
    var next = heard.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing heard within a minute");
    }
    return next;
  }

  /** What of that type is heard next; what comes before it is forgotten. */
  <T> T next(Class<T> type) throws InterruptedException {
    while (true) {
      var next = next();
      if (type.isInstance(next)) {
        return type.cast(next);
      }
    }
  }

  boolean heard(Class<?> type) {
    return heard.stream().anyMatch(type::isInstance);
  }

  @Override
  public void onEvent(PlatformEvent event) {
    heard.add(event);
  }

  @Override
  public void onControl(ControlSignal signal) {
    heard.add(signal);
  }

  @Override
  public void onSuperseded(Superseded superseded) {
    heard.add(superseded);
  }

  @Override
  public void onDisconnected(String reason, Duration retryIn) {
    heard.add(new Disconnected(reason));
  }

  @Override
  public void onReconnected(Set<String> refusedTopics) {
    heard.add(new Reconnected(refusedTopics));
  }

  @Override
  public void onRoomTopicLost(String roomId, RoomTopic topic, String reason) {
    heard.add(new TopicLost(roomId, topic, reason));
  }

  @Override
  public void onTerminated(BandConnectionException failure) {
    heard.add(failure);
  }
}
