package ai.band.platform.phoenix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The joins after one reconnect: done when each topic has had one outcome. */
final class RejoinRound {
  private final long generation;
  private final long deadline;
  private final Set<PhoenixChannel> outstanding;
  private final List<String> rejoined = new ArrayList<>();
  private final Map<String, String> refused = new LinkedHashMap<>();
  private final List<String> unanswered = new ArrayList<>();

  /**
   * @param deadline when it is over although topics are left
   */
  RejoinRound(long generation, Collection<PhoenixChannel> channels, long deadline) {
    this.generation = generation;
    this.deadline = deadline;
    this.outstanding = new HashSet<>(channels);
  }

  void rejoined(PhoenixChannel channel) {
    if (outstanding.remove(channel)) {
      rejoined.add(channel.topic());
    }
  }

  void refused(PhoenixChannel channel, String reason) {
    if (outstanding.remove(channel)) {
      refused.put(channel.topic(), reason);
    }
  }

  void unanswered(PhoenixChannel channel) {
    if (outstanding.remove(channel)) {
      unanswered.add(channel.topic());
    }
  }

  /** Left or closed meanwhile. */
  void gone(PhoenixChannel channel) {
    outstanding.remove(channel);
  }

  long deadline() {
    return deadline;
  }

  /** Ends it: whoever is left comes later. Returns those. */
  List<PhoenixChannel> breakOff() {
    List<PhoenixChannel> late = List.copyOf(outstanding);
    late.forEach(this::unanswered);
    return late;
  }

  boolean done() {
    return outstanding.isEmpty();
  }

  ReconnectReport report() {
    return new ReconnectReport(generation, rejoined, refused, unanswered);
  }
}
