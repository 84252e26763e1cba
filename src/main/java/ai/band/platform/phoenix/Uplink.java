package ai.band.platform.phoenix;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sending side: the wire in use and the one counter of refs, which never starts again, so that
 * a late answer of an earlier connection or join cannot be taken for a current one. Guarded by its
 * owner's lock; sending only queues, so that the order on the wire is the order under the lock.
 */
final class Uplink {
  private final FrameCodec codec;
  private @Nullable Wire wire;
  private long refs;

  Uplink(FrameCodec codec) {
    this.codec = codec;
  }

  void use(@Nullable Wire newWire) {
    wire = newWire;
  }

  boolean uses(Wire other) {
    return wire == other;
  }

  boolean connected() {
    return wire != null;
  }

  String nextRef() {
    return Long.toString(++refs);
  }

  void send(@Nullable String joinRef, String ref, String topic, String event, ObjectNode payload) {
    if (wire != null) {
      wire.send(codec.write(new Frame(joinRef, ref, topic, event, payload)));
    }
  }
}
