package ai.band.platform.phoenix;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Pushes and leaves that wait for their answer, by ref. Guarded by its owner's lock. */
final class PendingAnswers {
  private record Waiting(
      PhoenixChannel channel, @Nullable String event, @Nullable String leftJoin, Answer answer) {}

  private final Map<String, Waiting> byRef = new HashMap<>();
  private final Map<String, String> leaves = new HashMap<>();
  private int pushes;

  int pushes() {
    return pushes;
  }

  Answer push(String ref, PhoenixChannel channel, String event) {
    Answer answer = new Answer();
    byRef.put(ref, new Waiting(channel, event, null, answer));
    pushes++;
    return answer;
  }

  Answer leave(String ref, PhoenixChannel channel, String joinRef) {
    Answer answer = new Answer();
    byRef.put(ref, new Waiting(channel, null, joinRef, answer));
    leaves.put(joinRef, ref);
    return answer;
  }

  /** Whether someone waited for this answer. */
  boolean answered(Frame reply) {
    String ref = reply.ref();
    Waiting waiting = ref == null ? null : byRef.get(ref);
    if (ref == null || waiting == null || !waiting.channel().topic().equals(reply.topic())) {
      return false;
    }
    remove(ref);
    if (waiting.event() == null || reply.succeeded()) {
      waiting.answer().succeed(reply.payload().path("response"));
    } else {
      waiting
          .answer()
          .fail(
              new PushRefused(
                  reply.topic(),
                  waiting.event(),
                  reply.reason(),
                  reply.payload().path("response")));
    }
    return true;
  }

  /** The server closed a join: a leave of it has had its effect, answered or not. */
  boolean closed(@Nullable String joinRef) {
    String ref = joinRef == null ? null : leaves.get(joinRef);
    Waiting waiting = ref == null ? null : remove(ref);
    if (waiting == null) {
      return false;
    }
    waiting.answer().succeed(JsonNodeFactory.instance.objectNode());
    return true;
  }

  void forget(String ref) {
    remove(ref);
  }

  void failPushes(PhoenixChannel channel, String why) {
    fail(waiting -> waiting.channel() == channel && waiting.event() != null, why);
  }

  void failAll(String why) {
    fail(waiting -> true, why);
  }

  private void fail(Predicate<Waiting> which, String why) {
    for (Iterator<Waiting> all = byRef.values().iterator(); all.hasNext(); ) {
      Waiting waiting = all.next();
      if (which.test(waiting)) {
        all.remove();
        settle(waiting);
        waiting.answer().fail(new ChannelEnded(waiting.channel().topic(), why));
      }
    }
  }

  private @Nullable Waiting remove(String ref) {
    Waiting waiting = byRef.remove(ref);
    if (waiting != null) {
      settle(waiting);
    }
    return waiting;
  }

  private void settle(Waiting waiting) {
    if (waiting.event() == null) {
      leaves.remove(Objects.requireNonNull(waiting.leftJoin()));
    } else {
      pushes--;
    }
  }
}
