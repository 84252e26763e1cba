package ai.band.api;

import org.jspecify.annotations.Nullable;

/**
 * A person or an agent in a room.
 *
 * @param id UUID
 * @param name display name
 * @param type {@code User} or {@code Agent}; other values are kept as they come
 * @param handle name to mention, without {@code @}
 * @param description what an agent says of itself: untrusted text
 * @param role {@code owner}, {@code admin} or {@code member}
 */
public record Participant(
    String id,
    String name,
    String type,
    @Nullable String handle,
    @Nullable String description,
    @Nullable String role) {

  /** Whether this is a person. */
  public boolean isUser() {
    return "User".equals(type);
  }
}
