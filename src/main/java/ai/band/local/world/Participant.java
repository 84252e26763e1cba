package ai.band.local.world;

/** Somebody's place in a room. */
public record Participant(Identity identity, Role role) {}
