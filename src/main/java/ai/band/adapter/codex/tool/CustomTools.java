package ai.band.adapter.codex.tool;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.api.TurnSignal;
import ai.band.tools.ToolResult;
import ai.band.tools.custom.CustomTool;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The tools of the user's own, as the desk takes them. */
public final class CustomTools {
  private CustomTools() {}

  /** One entry for each, in their order. */
  public static List<ExtraTool> of(Collection<? extends CustomTool> tools) {
    return tools.stream().<ExtraTool>map(Entry::of).toList();
  }

  private record Entry(CustomTool tool, TimedCalls calls) implements ExtraTool {
    static Entry of(CustomTool tool) {
      return new Entry(tool, new TimedCalls(tool.name(), tool.timeLimit()));
    }

    @Override
    public String name() {
      return tool.name();
    }

    @Override
    public ObjectNode spec() {
      ObjectNode spec = JsonNodeFactory.instance.objectNode();
      spec.put("type", "function").put("name", tool.name()).put("description", tool.description());
      spec.set("inputSchema", tool.inputSchema());
      return spec;
    }

    @Override
    public ToolResult call(RoomContext room, JsonNode arguments, TurnSignal signal)
        throws InterruptedException {
      return calls.run(() -> tool.run(arguments));
    }
  }
}
