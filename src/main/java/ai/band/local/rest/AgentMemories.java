package ai.band.local.rest;

import ai.band.local.json.Json;
import ai.band.local.json.MemoryShapes;
import ai.band.local.world.Memories;
import ai.band.local.world.Memory;
import ai.band.local.world.Refusal;
import ai.band.local.world.World;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Memories for agents. */
final class AgentMemories {
  private final Memories memories;

  private AgentMemories(World world) {
    this.memories = world.memories();
  }

  static void register(Router router, World world) {
    var self = new AgentMemories(world);
    var routes = new Routes(router, "/api/v1/agent/memories", Router.Access.AGENT);
    routes.get("", "listAgentMemories", self::list);
    routes.post("", "createAgentMemory", self::create);
    routes.get("/{id}", "getAgentMemory", self::get);
    routes.post("/{id}/supersede", "supersedeAgentMemory", self::supersede);
    routes.post("/{id}/archive", "archiveAgentMemory", self::archive);
  }

  private Answer list(Exchange exchange) {
    Paging paging = Paging.cursor(exchange, 20, 50);
    var query =
        new Memories.Query(
            exchange.query("subject_id"),
            exchange.query("scope"),
            exchange.query("system"),
            exchange.query("type"),
            exchange.query("segment"),
            exchange.query("content_query"),
            exchange.query("status"));
    List<Memory> found = memories.list(exchange.agent(), query);
    Answer answer = paging.rising(found, Memory::number, MemoryShapes::memory);
    if (answer.body() instanceof ObjectNode body) {
      body.set("meta", body.required("metadata").deepCopy());
    }
    return answer;
  }

  private Answer create(Exchange exchange) {
    Fields memory = exchange.body().object("memory");
    String scope = memory.textNotNull("scope");
    var draft =
        new Memory.Draft(
            memory.text("content"),
            memory.text("system"),
            memory.text("type"),
            memory.text("segment"),
            memory.text("thought"),
            scope == null ? "subject" : scope,
            memory.textNotNull("subject_id"),
            metadata(memory));
    return Answer.created(MemoryShapes.memory(memories.store(exchange.agent(), draft)));
  }

  private static ObjectNode metadata(Fields memory) {
    ObjectNode metadata = memory.objectOrNull("metadata");
    if (metadata == null) {
      return Json.object();
    }
    for (String list : List.of("tags", "references")) {
      JsonNode value = metadata.get(list);
      if (value != null && !value.isArray()) {
        throw Refusal.invalid("/memory/metadata/" + list, "must be a list");
      }
    }
    return metadata;
  }

  private Answer get(Exchange exchange) {
    return Answer.ok(MemoryShapes.memory(memories.get(exchange.path("id"))));
  }

  private Answer supersede(Exchange exchange) {
    return retire(exchange, Memory.Status.SUPERSEDED);
  }

  private Answer archive(Exchange exchange) {
    return retire(exchange, Memory.Status.ARCHIVED);
  }

  private Answer retire(Exchange exchange, Memory.Status how) {
    Memory memory = memories.retire(exchange.agent(), exchange.path("id"), how);
    return Answer.ok(MemoryShapes.memory(memory));
  }
}
