package ai.band.local.world;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** One row of a task's or goal's history; {@code payload} must not be changed. */
public record BoardEvent(String event, Identity actor, Instant at, ObjectNode payload) {}
