package ai.band.local.world;

import java.time.Instant;

/** One report of an agent about whether it is working. */
public record Activity(Instant at, boolean working) {}
