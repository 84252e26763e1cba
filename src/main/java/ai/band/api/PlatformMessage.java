package ai.band.api;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as an adapter sees it.
 *
 * @param id UUID, unique in the room
 * @param roomId the room
 * @param content text in which mention tokens are replaced by {@code @handle}
 * @param senderId UUID of the sender, or a fixed word for a synthetic message
 * @param senderType {@code User}, {@code Agent} or {@code System}
 * @param senderName display name, when known
 * @param messageType {@code text} for anything that wakes an agent
 * @param metadata what the platform attached; never null
 * @param createdAt when the platform stored it, when known
 * @param synthetic made by the runtime itself; it does not exist on the platform
 */
public record PlatformMessage(
    String id,
    String roomId,
    String content,
    String senderId,
    String senderType,
    @Nullable String senderName,
    String messageType,
    Map<String, Object> metadata,
    @Nullable Instant createdAt,
    boolean synthetic) {

  /** Whether an agent, not a person, wrote it. */
  public boolean fromAgent() {
    return "Agent".equals(senderType);
  }

  /** The name to show: the display name, else the sender's type. */
  public String displayName() {
    if (senderName != null && !senderName.isBlank()) {
      return senderName;
    }
    return senderType.isBlank() ? "Unknown" : senderType;
  }

  /** The same message with another text. */
  public PlatformMessage withContent(String text) {
    return new PlatformMessage(
        id,
        roomId,
        text,
        senderId,
        senderType,
        senderName,
        messageType,
        metadata,
        createdAt,
        synthetic);
  }
}
