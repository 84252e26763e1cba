package ai.band.local.json;

import ai.band.local.world.Memory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Memories. */
public final class MemoryShapes {
  private static final String ORGANIZATION = "00000000-0000-4000-8000-00000000000a";

  private MemoryShapes() {}

  /** {@code AgentMemory}. */
  public static ObjectNode memory(Memory memory) {
    Memory.Draft draft = memory.draft();
    ObjectNode node = Json.object();
    node.put("id", memory.id());
    node.put("content", draft.content());
    node.put("system", draft.system());
    node.put("type", draft.type());
    node.put("segment", draft.segment());
    node.put("scope", draft.scope());
    node.put("status", memory.status().wire());
    node.put("thought", draft.thought());
    node.put("subject_id", draft.subjectId());
    node.put("source_agent_id", memory.source().id());
    node.put("organization_id", ORGANIZATION);
    @Nullable JsonNode metadata = draft.metadata();
    if (metadata != null) {
      node.set("metadata", metadata);
    }
    Json.put(node, "inserted_at", memory.insertedAt());
    return node;
  }
}
