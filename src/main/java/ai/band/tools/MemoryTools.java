package ai.band.tools;

import static ai.band.tools.Parameter.integer;
import static ai.band.tools.Parameter.object;
import static ai.band.tools.Parameter.string;

import ai.band.platform.rest.MemoryDraft;
import ai.band.platform.rest.MemoryQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What the workspace remembers for its agents. */
final class MemoryTools {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};
  private static final String[] SYSTEMS = {"sensory", "working", "long_term"};
  private static final String[] SEGMENTS = {"user", "agent", "tool", "guideline"};
  private static final List<String> SENSORY = List.of("iconic", "echoic", "haptic");
  private static final List<String> OTHER = List.of("episodic", "semantic", "procedural");
  private static final String[] TYPES = {
    "iconic", "echoic", "haptic", "episodic", "semantic", "procedural"
  };

  private MemoryTools() {}

  static List<PlatformTool> all() {
    return List.of(
        list(),
        store(),
        byId("band_get_memory", "Read one memory.", (c, id) -> c.rest().memories().get(id)),
        byId(
            "band_supersede_memory",
            "Mark a memory of yours as replaced by a newer one.",
            (c, id) -> c.rest().memories().supersede(id)),
        byId(
            "band_archive_memory",
            "Put a memory of yours away.",
            (c, id) -> c.rest().memories().archive(id)));
  }

  private static PlatformTool list() {
    return PlatformTool.of(
        "band_list_memories",
        ToolCategory.MEMORY,
        "List memories, filtered as you like.",
        List.of(
            string("subject_id", "UUID of the person or agent the memory is about."),
            string("scope", "Whom it concerns.").oneOf("subject", "organization", "all"),
            string("system", "Memory system.").oneOf(SYSTEMS),
            string("type", "Kind of memory.").oneOf(TYPES),
            string("segment", "What it is about.").oneOf(SEGMENTS),
            string("content_query", "Words to search for."),
            integer("page_size", "Entries to return, at most 50.", 50, 1, 50),
            string("status", "State of the memory.")
                .oneOf("active", "superseded", "archived", "all")),
        (arguments, context) -> {
          var page =
              context
                  .rest()
                  .memories()
                  .list(
                      new MemoryQuery(
                          arguments.optional("subject_id"),
                          arguments.optional("scope"),
                          arguments.optional("system"),
                          arguments.optional("type"),
                          arguments.optional("segment"),
                          arguments.optional("content_query"),
                          arguments.optional("status")),
                      null,
                      arguments.integer("page_size"));
          return CursorResult.of(page, arguments.integer("page_size"));
        });
  }

  private static PlatformTool store() {
    return PlatformTool.of(
        "band_store_memory",
        ToolCategory.MEMORY,
        "Store something worth remembering.",
        List.of(
            string("content", "What to remember.").mandatory(),
            string("system", "Memory system.").mandatory().oneOf(SYSTEMS),
            string("type", "iconic, echoic or haptic with sensory; the others otherwise.")
                .mandatory()
                .oneOf(TYPES),
            string("segment", "What it is about.").mandatory().oneOf(SEGMENTS),
            string("thought", "Why it is worth remembering.").mandatory(),
            string("scope", "subject: about one person or agent. organization: for everybody.")
                .mandatory()
                .oneOf("subject", "organization"),
            string("subject_id", "UUID of the person or agent; needed with scope subject."),
            object("metadata", "May hold tags and references, lists of text.")),
        (arguments, context) -> context.rest().memories().store(draft(arguments)));
  }

  private static MemoryDraft draft(Arguments arguments) {
    String system = arguments.string("system");
    List<String> fitting = system.equals("sensory") ? SENSORY : OTHER;
    if (!fitting.contains(arguments.string("type"))) {
      throw new ToolRefused(
          "type '"
              + arguments.string("type")
              + "' does not fit system '"
              + system
              + "'; valid are "
              + String.join(", ", fitting)
              + ".");
    }
    String subject = arguments.optional("subject_id");
    if (arguments.string("scope").equals("subject") && !isUuid(subject)) {
      throw new ToolRefused(
          "scope subject needs subject_id, the UUID (not the handle) of a person or agent from"
              + " band_get_participants or band_lookup_peers; use scope organization otherwise.");
    }
    var metadata = arguments.object("metadata");
    Map<String, Object> extra = metadata == null ? null : JSON.convertValue(metadata, MAP);
    return new MemoryDraft(
        arguments.string("content"),
        system,
        arguments.string("type"),
        arguments.string("segment"),
        arguments.string("thought"),
        arguments.string("scope"),
        subject,
        extra);
  }

  private static boolean isUuid(@Nullable String text) {
    if (text == null || text.length() != 36) {
      return false;
    }
    try {
      return UUID.fromString(text).toString().equalsIgnoreCase(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private interface ById {
    Object call(ToolContext context, String id);
  }

  private static PlatformTool byId(String name, String description, ById call) {
    return PlatformTool.of(
        name,
        ToolCategory.MEMORY,
        description,
        List.of(string("memory_id", "Id of the memory.").mandatory()),
        (arguments, context) -> call.call(context, arguments.string("memory_id")));
  }
}
