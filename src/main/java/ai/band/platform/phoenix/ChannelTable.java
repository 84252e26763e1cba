package ai.band.platform.phoenix;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The live channels of a socket by topic. Guarded by its owner's lock. */
final class ChannelTable {
  private final Map<String, PhoenixChannel> byTopic = new HashMap<>();

  @Nullable PhoenixChannel get(String topic) {
    return byTopic.get(topic);
  }

  /** Returns false, and changes nothing, if the topic is taken. */
  boolean add(PhoenixChannel channel) {
    return byTopic.putIfAbsent(channel.topic(), channel) == null;
  }

  void remove(PhoenixChannel channel) {
    byTopic.remove(channel.topic(), channel);
  }

  List<PhoenixChannel> all() {
    return new ArrayList<>(byTopic.values());
  }

  int size() {
    return byTopic.size();
  }

  void clear() {
    byTopic.clear();
  }
}
