package ai.band.platform.phoenix;

import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A topic to join.
 *
 * @param topic not empty
 * @param payload sent with every join of the topic; default empty; must not be changed afterwards
 * @param priority lower joins first, default {@value #ORDINARY}: after a reconnect the joins of one
 *     priority are answered before those of the next begin. What topics below {@value #ORDINARY}
 *     have queued is handled before a reconnect, for up to 2 s: it may tell the client to stay away
 */
public record JoinRequest(String topic, ObjectNode payload, int priority) {
  /** The default priority. */
  public static final int ORDINARY = 100;

  private static final ObjectNode EMPTY = JsonNodeFactory.instance.objectNode();

  public JoinRequest {
    Objects.requireNonNull(payload, "payload");
    if (topic.isEmpty() || topic.equals("phoenix")) {
      throw new IllegalArgumentException(
          "Topic '" + topic + "' cannot be joined. Name a topic of the application.");
    }
  }

  public static JoinRequest of(String topic) {
    return new JoinRequest(topic, EMPTY, ORDINARY);
  }

  public JoinRequest withPayload(ObjectNode newPayload) {
    return new JoinRequest(topic, newPayload, priority);
  }

  public JoinRequest withPriority(int newPriority) {
    return new JoinRequest(topic, payload, newPriority);
  }
}
