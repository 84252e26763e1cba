package ai.band.api;

import org.jspecify.annotations.Nullable;

/**
 * Who an agent is on the platform.
 *
 * @param id the agent's UUID
 * @param name display name
 * @param handle {@code owner/agent}, without {@code @}
 * @param ownerId UUID of the person who owns the agent, when the platform tells
 * @param description what the agent says of itself; empty when it says nothing
 */
public record AgentIdentity(
    String id,
    String name,
    @Nullable String handle,
    @Nullable String ownerId,
    String description) {}
