package ai.band.adapter.codex.tool;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.api.TurnSignal;
import ai.band.tools.PlatformToolset;
import ai.band.tools.ToolResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tools that the configuration describes and, perhaps, the program runs. */
public final class AdditionalTools {
  private static final Logger log = LoggerFactory.getLogger(AdditionalTools.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AdditionalTools() {}

  /** Runs a tool that only the configuration describes. May block; must heed interruption. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Runs the tool.
     *
     * @param arguments what the model gave, not checked
     * @return text for the model
     * @throws Exception its message is told to the model
     */
    String run(JsonNode arguments) throws Exception;
  }

  /**
   * Reads the specs. Those without a name, or with one that is taken, are left out with a warning;
   * a spec without a handler is offered all the same and its calls fail.
   */
  public static List<ExtraTool> of(
      List<Map<String, Object>> specs, Map<String, ? extends Handler> handlers) {
    List<ExtraTool> tools = new ArrayList<>();
    Set<String> taken = new HashSet<>(PlatformToolset.reservedNames());
    for (Map<String, Object> spec : specs) {
      String name = spec.get("name") instanceof String text ? text.strip() : "";
      if (name.isEmpty() || !taken.add(name)) {
        log.warn(
            "additional_dynamic_tools: an entry {} is left out",
            name.isEmpty() ? "without a name" : "named " + name + ", which is taken,");
        continue;
      }
      tools.add(new AdditionalTool(name, JSON.valueToTree(spec), handlers.get(name)));
    }
    return tools;
  }

  private record AdditionalTool(String name, ObjectNode spec, @Nullable Handler handler)
      implements ExtraTool {
    @Override
    public ToolResult call(RoomContext room, JsonNode arguments, TurnSignal signal)
        throws InterruptedException {
      if (handler == null) {
        return ToolResult.failed("Unknown tool: " + name);
      }
      try {
        return ToolResult.ok(handler.run(arguments));
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        return ToolResult.failed("Error: " + e.getMessage());
      }
    }
  }
}
