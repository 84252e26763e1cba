package ai.band.adapter.codex.telemetry;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A finished use of a tool, as the room is told of it.
 *
 * @param output null: there is nothing to tell but the status
 */
record ToolUse(String name, JsonNode args, @Nullable String output, boolean failed) {}
