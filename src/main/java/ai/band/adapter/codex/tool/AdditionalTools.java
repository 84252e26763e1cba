package ai.band.adapter.codex.tool;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.api.BandConfigException;
import ai.band.api.TurnSignal;
import ai.band.tools.PlatformToolset;
import ai.band.tools.ToolResult;
import ai.band.tools.custom.CustomTool;
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

  /**
   * Runs a tool that only the configuration describes. May block, for {@link
   * CustomTool#DEFAULT_TIME_LIMIT}; must heed interruption.
   */
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
   *
   * @throws BandConfigException when a spec has not the form that Codex wants: it would then refuse
   *     every thread
   */
  public static List<ExtraTool> of(
      List<Map<String, Object>> specs, Map<String, ? extends Handler> handlers) {
    List<ExtraTool> tools = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> taken = new HashSet<>(PlatformToolset.reservedNames());
    for (Map<String, Object> spec : specs) {
      String name = spec.get("name") instanceof String text ? text.strip() : "";
      if (name.isEmpty() || !taken.add(name)) {
        log.warn(
            "additional_dynamic_tools: an entry {} is left out",
            name.isEmpty() ? "without a name" : "named " + name + ", which is taken,");
        continue;
      }
      problems.addAll(problemsOf(name, spec));
      Handler handler = handlers.get(name);
      if (handler == null) {
        log.warn(
            "additional_dynamic_tools: nothing runs {}; its calls fail. Give CodexAdapterBuilder a"
                + " toolHandler for it, or declare it under tools.",
            name);
      }
      tools.add(
          new AdditionalTool(
              name,
              JSON.<ObjectNode>valueToTree(spec).put("type", "function"),
              handler,
              new TimedCalls(name, CustomTool.DEFAULT_TIME_LIMIT)));
    }
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
    handlers.keySet().stream()
        .filter(name -> tools.stream().noneMatch(tool -> tool.name().equals(name)))
        .forEach(
            name ->
                log.warn(
                    "a toolHandler for {} is never called: additional_dynamic_tools has no such"
                        + " entry",
                    name));
    return tools;
  }

  private static List<String> problemsOf(String name, Map<String, Object> spec) {
    List<String> problems = new ArrayList<>();
    String place = "additional_dynamic_tools." + name + ".";
    if (!spec.getOrDefault("type", "function").equals("function")) {
      problems.add(place + "type: only function is possible. Remove it.");
    }
    if (!(spec.get("description") instanceof String)) {
      problems.add(place + "description: this must be a text. Say what the tool does.");
    }
    if (!(spec.get("inputSchema") instanceof Map)) {
      problems.add(
          place + "inputSchema: this must be a map, the JSON Schema of the arguments. Add it.");
    }
    return problems;
  }

  private record AdditionalTool(
      String name, ObjectNode spec, @Nullable Handler handler, TimedCalls calls)
      implements ExtraTool {
    @Override
    public ToolResult call(RoomContext room, JsonNode arguments, TurnSignal signal)
        throws InterruptedException {
      if (handler == null) {
        return ToolResult.failed("Unknown tool: " + name);
      }
      return calls.run(() -> ToolResult.ok(handler.run(arguments)));
    }
  }
}
