package ai.band.adapter.codex.approval;

import ai.band.api.PlatformMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who writes a command.
 *
 * @param id participant's UUID
 * @param name display name, for people only
 * @param type {@code User}, {@code Agent} or what the platform says
 * @param wroteAt when the platform stored the command, when that is known
 */
public record Decider(String id, String name, String type, @Nullable Instant wroteAt) {
  /** Somebody who writes now. */
  public Decider(String id, String name, String type) {
    this(id, name, type, null);
  }

  /** The sender of a message. */
  public static Decider of(PlatformMessage message) {
    return new Decider(
        message.senderId(), message.displayName(), message.senderType(), message.createdAt());
  }

  boolean isUser() {
    return "User".equals(type);
  }

  /** Whether the command is older than a message; false when nobody knows. */
  boolean wroteBefore(PlatformMessage message) {
    Instant then = message.createdAt();
    return wroteAt != null && then != null && wroteAt.isBefore(then);
  }
}
