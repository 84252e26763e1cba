package ai.band.adapter.codex.tool;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.api.BandConfigException;
import ai.band.api.TurnSignal;
import ai.band.tools.PlatformToolset;
import ai.band.tools.RoomTools;
import ai.band.tools.ToolResult;
import ai.band.tools.ToolSpec;
import ai.band.tools.custom.ToolNaming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * All tools that the adapter offers: the platform's first, then the extra ones in their order.
 * Immutable; serves all rooms.
 */
public final class ToolDesk {
  private static final Logger log = LoggerFactory.getLogger(ToolDesk.class);

  /** What Codex itself offers to models: it would prefer its own without a word. */
  private static final Set<String> OF_CODEX =
      Set.of(
          "exec",
          "exec_command",
          "wait",
          "write_stdin",
          "apply_patch",
          "shell",
          "local_shell",
          "shell_command",
          "update_plan",
          "request_user_input",
          "request_user_input_async",
          "get_goal",
          "create_goal",
          "update_goal",
          "tool_search",
          "view_image",
          "web_search");

  private static final String IN_DOUBT =
      " Whether it took effect is not known: look before you call it again.";

  private final PlatformToolset platform;
  private final Map<String, ExtraTool> extra;
  private final Map<String, TimedCalls> platformCalls;

  /**
   * Checks the extra tools.
   *
   * @param platformLimit for a call of one of the platform's tools, with all requests to the
   *     platform and their repeats; the extra tools have limits of their own
   * @throws BandConfigException when a name is taken or not one that Codex accepts
   */
  public ToolDesk(
      PlatformToolset platform, List<? extends ExtraTool> extraTools, Duration platformLimit) {
    this.platform = platform;
    this.platformCalls = new HashMap<>();
    for (String name : PlatformToolset.reservedNames()) {
      platformCalls.put(name, new TimedCalls(name, platformLimit, IN_DOUBT));
    }
    this.extra = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (ExtraTool tool : extraTools) {
      String problem = problemOf(tool);
      if (problem != null) {
        problems.add(problem);
      }
      extra.putIfAbsent(tool.name(), tool);
    }
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
  }

  private @Nullable String problemOf(ExtraTool tool) {
    String name = tool.name();
    try {
      ToolNaming.checked(name);
    } catch (BandConfigException e) {
      return e.problems().getFirst();
    }
    if (PlatformToolset.reservedNames().contains(name)) {
      return "tool '" + name + "': this is the name of a Band tool. Choose another name.";
    }
    if (OF_CODEX.contains(name)) {
      return "tool '" + name + "': Codex has a tool of this name. Choose another name.";
    }
    if (extra.containsKey(name)) {
      return "tool '" + name + "': there are two tools of this name. Rename one.";
    }
    return null;
  }

  /**
   * The tools as Codex is told of them.
   *
   * @param hub whether the room is the one for contact requests
   */
  public List<ObjectNode> specs(boolean hub) {
    List<ObjectNode> specs = new ArrayList<>();
    for (ToolSpec spec : hub ? platform.hubSpecs() : platform.specs()) {
      ObjectNode entry = JsonNodeFactory.instance.objectNode();
      entry.put("type", "function").put("name", spec.name()).put("description", spec.description());
      entry.set("inputSchema", spec.inputSchema());
      specs.add(entry);
    }
    extra.values().forEach(tool -> specs.add(tool.spec()));
    return specs;
  }

  /** Whether the room is told of calls of this tool. */
  public boolean isReported(String name) {
    ExtraTool tool = extra.get(name);
    return tool == null || tool.isReported();
  }

  /**
   * Runs a tool; what goes wrong becomes a failed result.
   *
   * @param roomTools the platform's tools of that room
   * @throws InterruptedException when the turn ends first
   */
  public ToolResult call(
      RoomContext room, RoomTools roomTools, String name, JsonNode arguments, TurnSignal signal)
      throws InterruptedException {
    ExtraTool tool = extra.get(name);
    if (tool == null) {
      TimedCalls calls = platformCalls.get(PlatformToolset.plainName(name));
      return calls == null
          ? roomTools.call(name, arguments, signal) // which says that there is no such tool
          : calls.runWhole(() -> roomTools.call(name, arguments, signal));
    }
    try {
      return tool.call(room, arguments, signal);
    } catch (RuntimeException e) {
      log.warn("room {}: tool {} failed", room.roomId(), name, e);
      return ToolResult.failed("Error: " + e.getMessage());
    }
  }
}
