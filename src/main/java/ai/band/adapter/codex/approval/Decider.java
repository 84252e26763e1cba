package ai.band.adapter.codex.approval;

import ai.band.api.PlatformMessage;

/**
 * Somebody who writes a command.
 *
 * @param id participant's UUID
 * @param name display name, for people only
 * @param type {@code User}, {@code Agent} or what the platform says
 */
public record Decider(String id, String name, String type) {
  /** The sender of a message. */
  public static Decider of(PlatformMessage message) {
    return new Decider(message.senderId(), message.displayName(), message.senderType());
  }

  boolean isUser() {
    return "User".equals(type);
  }
}
