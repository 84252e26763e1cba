package ai.band.platform.phoenix;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the application behind a {@link FakePhoenixServer} does with joins and pushes. */
final class FakeChannels {
  enum OnJoin {
    ACCEPT,
    /** No channel for that topic: the answer has no join_ref. */
    UNMATCHED,
    CRASH,
    /** No answer at all. */
    IGNORE
  }

  private final Map<String, OnJoin> onJoin = new ConcurrentHashMap<>();
  private final Map<String, String> refused = new ConcurrentHashMap<>();
  private final Set<String> leavesIgnored = ConcurrentHashMap.newKeySet();
  volatile int limit = Integer.MAX_VALUE;
  volatile long joinMillis;
  volatile boolean joinsInParallel;
  volatile boolean heartbeatsAnswered = true;
  volatile boolean reasonInErrors = true;

  FakeChannels onJoin(String topic, OnJoin what) {
    onJoin.put(topic, what);
    return this;
  }

  FakeChannels refuse(String topic, String reason) {
    refused.put(topic, reason);
    return this;
  }

  FakeChannels accept(String topic) {
    refused.remove(topic);
    onJoin.remove(topic);
    return this;
  }

  FakeChannels ignoreLeaves(String topic) {
    leavesIgnored.add(topic);
    return this;
  }

  OnJoin onJoin(String topic) {
    return onJoin.getOrDefault(topic, OnJoin.ACCEPT);
  }

  boolean refuses(String topic) {
    return refused.containsKey(topic);
  }

  String refusalOf(String topic) {
    return refused.getOrDefault(topic, "");
  }

  boolean ignoresLeaves(String topic) {
    return leavesIgnored.contains(topic);
  }
}
