package ai.band.local.world;

import java.time.Instant;

/**
 * One direction of a link between two identities: {@code other} is in the book of {@code owner}.
 */
public record Contact(String id, Identity owner, Identity other, Instant insertedAt) {}
