package ai.band.platform.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parts of message metadata that the client relies on, whatever else is in there. */
final class MessageMetadata {
  private MessageMetadata() {}

  static List<Mention> mentions(Map<String, Object> metadata) {
    var mentions = new ArrayList<Mention>();
    for (var entry : elements(metadata.get("mentions"))) {
      if (entry instanceof Map<?, ?> mention && mention.get("id") instanceof String id) {
        var handle = text(mention.get("handle"));
        mentions.add(
            new Mention(
                EntityId.canonical(id),
                handle == null ? text(mention.get("username")) : handle,
                text(mention.get("name"))));
      }
    }
    return List.copyOf(mentions);
  }

  static @Nullable DeliveryStatus deliveryStatus(Map<String, Object> metadata, String agentId) {
    if (!(metadata.get("delivery_status") instanceof Map<?, ?> recipients)
        || !(ofRecipient(recipients, agentId) instanceof Map<?, ?> own)
        || !(own.get("status") instanceof String status)) {
      return null;
    }
    var attempts = new ArrayList<DeliveryStatus.Attempt>();
    for (var entry : elements(own.get("attempts"))) {
      if (entry instanceof Map<?, ?> attempt) {
        attempts.add(
            new DeliveryStatus.Attempt(
                number(attempt.get("attempt_number")),
                Fields.text(text(attempt.get("status"))),
                Timestamps.parse(text(attempt.get("started_at"))),
                text(attempt.get("error"))));
      }
    }
    return new DeliveryStatus(status, number(own.get("current_attempt")), attempts);
  }

  private static @Nullable Object ofRecipient(Map<?, ?> recipients, String agentId) {
    var exact = recipients.get(agentId);
    if (exact != null) {
      return exact;
    }
    for (var entry : recipients.entrySet()) {
      if (entry.getKey() instanceof String id && id.equalsIgnoreCase(agentId)) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static List<?> elements(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  private static int number(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }
}
