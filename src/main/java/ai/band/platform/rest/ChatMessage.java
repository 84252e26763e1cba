package ai.band.platform.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a room: a text message, or an event when {@code messageType} is not {@code text}.
 *
 * @param content mentions appear in it as {@code @[[uuid]]}
 * @param senderType {@code User} or {@code Agent}; {@code System} for messages made by a client
 * @param metadata as the platform sent it, unmodifiable; empty when there is none
 */
@WireRecord
public record ChatMessage(
    String id,
    @JsonProperty("chat_room_id") String roomId,
    String content,
    String messageType,
    String senderId,
    String senderType,
    @Nullable String senderName,
    Map<String, Object> metadata,
    @Nullable Instant insertedAt,
    @Nullable Instant updatedAt) {
  public ChatMessage {
    id = EntityId.canonical(Fields.required(id, "id"));
    roomId = EntityId.canonical(Fields.text(roomId));
    content = Fields.text(content);
    messageType = Fields.text(messageType);
    senderId = EntityId.canonical(Fields.text(senderId));
    senderType = Fields.text(senderType);
    metadata = Fields.map(metadata);
  }

  public boolean isText() {
    return messageType.equals("text");
  }

  /** Whether {@code agentId} wrote this message itself. */
  public boolean isFromAgent(String agentId) {
    return senderType.equals("Agent") && senderId.equalsIgnoreCase(agentId);
  }

  /** Who is addressed, in the order of the platform; entries without an id are left out. */
  public List<Mention> mentions() {
    return MessageMetadata.mentions(metadata);
  }

  /** Whether {@code agentId} is addressed. */
  public boolean mentions(String agentId) {
    return mentions().stream().anyMatch(mention -> agentId.equalsIgnoreCase(mention.id()));
  }

  /** How far {@code agentId} has got with this message, or null when the platform did not say. */
  public @Nullable DeliveryStatus deliveryStatusFor(String agentId) {
    return MessageMetadata.deliveryStatus(metadata, agentId);
  }

  /** The same message, placed in {@code room} if the platform left the room out. */
  ChatMessage placedIn(String room) {
    return roomId.isEmpty()
        ? new ChatMessage(
            id,
            room,
            content,
            messageType,
            senderId,
            senderType,
            senderName,
            metadata,
            insertedAt,
            updatedAt)
        : this;
  }
}
