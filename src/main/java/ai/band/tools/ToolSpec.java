package ai.band.tools;

import tools.jackson.databind.node.ObjectNode;

/**
 * A tool as a model is told of it.
 *
 * @param name unique name
 * @param description what it does
 * @param inputSchema JSON Schema of the arguments, without titles and numeric bounds
 */
public record ToolSpec(String name, String description, ObjectNode inputSchema) {}
