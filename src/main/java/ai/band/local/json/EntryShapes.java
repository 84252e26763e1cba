package ai.band.local.json;

import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Mention;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages and events. */
public final class EntryShapes {
  private EntryShapes() {}

  /** {@code ChatMessage}. */
  public static ObjectNode message(Entry entry) {
    ObjectNode node = Json.object();
    node.put("id", entry.id());
    node.put("content", entry.content());
    node.put("message_type", entry.type());
    node.put("sender_id", entry.sender().id());
    node.put("sender_type", entry.sender().type());
    node.put("sender_name", entry.sender().name());
    node.put("chat_room_id", entry.roomId());
    node.set("metadata", metadata(entry));
    Json.put(node, "inserted_at", entry.insertedAt());
    Json.put(node, "updated_at", entry.updatedAt());
    return node;
  }

  /** The same as the sockets send it. */
  public static ObjectNode push(Entry entry) {
    ObjectNode node = message(entry);
    node.putNull("thread_id");
    return node;
  }

  /** {@code MessageSentResponse}. */
  public static ObjectNode sent(Entry entry) {
    ObjectNode node = Json.object();
    node.put("id", entry.id());
    node.put("success", true);
    node.set("recipients", mentions(entry.mentions()));
    return node;
  }

  /** {@code EventCreatedResponse}. */
  public static ObjectNode created(Entry entry) {
    ObjectNode node = Json.object();
    node.put("id", entry.id());
    node.put("message_type", entry.type());
    node.put("success", true);
    return node;
  }

  /** {@code MessageStatusResponse}. */
  public static ObjectNode status(Entry entry, Delivery delivery) {
    ObjectNode node = Json.object();
    node.put("id", entry.id());
    node.put("status", wire(delivery.status()));
    node.put("attempt_number", delivery.attempts().size());
    node.put("success", true);
    return node;
  }

  private static ObjectNode metadata(Entry entry) {
    if (!entry.isText()) {
      ObjectNode own = entry.metadata();
      return own == null ? Json.object() : own;
    }
    ObjectNode node = Json.object();
    node.set("mentions", mentions(entry.mentions()));
    if (!entry.references().isEmpty()) {
      node.set("references", mentions(entry.references()));
    }
    node.put("status", "sent");
    ObjectNode deliveries = node.putObject("delivery_status");
    for (Map.Entry<String, Delivery> each : entry.deliveries().entrySet()) {
      deliveries.set(each.getKey(), delivery(each.getValue()));
    }
    return node;
  }

  private static ArrayNode mentions(List<Mention> mentions) {
    ArrayNode list = Json.array();
    for (Mention mention : mentions) {
      list.addObject()
          .put("id", mention.id())
          .put("handle", mention.handle())
          .put("name", mention.name());
    }
    return list;
  }

  /** One recipient's {@code delivery_status}. */
  public static ObjectNode delivery(Delivery delivery) {
    ObjectNode node = Json.object();
    node.put("status", wire(delivery.status()));
    if (delivery.deliveredAt() != null) {
      Json.put(node, "delivered_at", delivery.deliveredAt());
    }
    if (delivery.processedAt() != null) {
      Json.put(node, "processed_at", delivery.processedAt());
    }
    if (!delivery.attempts().isEmpty()) {
      node.put("current_attempt", delivery.attempts().size());
      ArrayNode attempts = node.putArray("attempts");
      delivery.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
    }
    return node;
  }

  private static ObjectNode attempt(Delivery.Attempt attempt) {
    ObjectNode node = Json.object();
    node.put("attempt_number", attempt.number());
    node.put("status", attempt.outcome());
    Json.put(node, "started_at", attempt.startedAt());
    if (attempt.completedAt() != null) {
      Json.put(node, "completed_at", attempt.completedAt());
    }
    if (attempt.error() != null) {
      node.put("error", attempt.error());
    }
    return node;
  }

  private static String wire(Delivery.Status status) {
    return switch (status) {
      case PENDING -> "pending";
      case DELIVERED -> "delivered";
      case PROCESSING -> "processing";
      case PROCESSED -> "processed";
      case FAILED -> "failed";
    };
  }
}
