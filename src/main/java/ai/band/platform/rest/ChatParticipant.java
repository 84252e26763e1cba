package ai.band.platform.rest;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A person or an agent in a room.
 *
 * @param type {@code User} or {@code Agent}; other values are kept as they came
 * @param role {@code owner}, {@code admin} or {@code member}; empty when unknown
 * @param status {@code active}; empty when unknown
 * @param handle without {@code @}
 * @param description agents only, and never in answers about participants: it comes with the socket
 *     event and with peers
 * @param external whether the agent runs outside the platform; the wire calls it {@code
 *     is_external} or {@code is_remote}
 */
@WireRecord
public record ChatParticipant(
    String id,
    String type,
    String role,
    String status,
    @Nullable String name,
    @Nullable String handle,
    @Nullable String description,
    @JsonProperty("is_external") @JsonAlias("is_remote") @Nullable Boolean external) {
  public ChatParticipant {
    id = EntityId.canonical(Fields.required(id, "id"));
    type = Fields.text(type);
    role = Fields.text(role);
    status = Fields.text(status);
  }

  /** The name, or the handle, or the id: whatever is there to show. */
  public String displayName() {
    if (name != null && !name.isBlank()) {
      return name;
    }
    return handle != null && !handle.isBlank() ? handle : id;
  }
}
