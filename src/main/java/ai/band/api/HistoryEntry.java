package ai.band.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a room's past: a text or an event.
 *
 * @param id UUID
 * @param messageType {@code text}, {@code tool_call}, {@code task} and so on
 * @param content the text, mention tokens replaced
 * @param senderId UUID of the sender
 * @param senderType {@code User} or {@code Agent}
 * @param senderName display name, when known
 * @param metadata what was attached; never null
 * @param insertedAt time as the platform wrote it, when known
 */
public record HistoryEntry(
    String id,
    String messageType,
    String content,
    String senderId,
    String senderType,
    @Nullable String senderName,
    Map<String, Object> metadata,
    @Nullable String insertedAt) {}
