package ai.band.tools;

import ai.band.api.RoomHandle;
import ai.band.api.TurnSignal;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The platform tools of one room. Calls may run at the same time; each blocks its caller.
 *
 * <p>A call never throws for what went wrong at the platform or with its arguments: the model is
 * told by a failed {@link ToolResult}.
 */
public final class RoomTools {
  private static final Logger log = LoggerFactory.getLogger(RoomTools.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private final Map<String, PlatformTool> tools;
  private final BandRest rest;
  private final RoomHandle room;
  private final MessageSender sender;
  private final LackingRights lacking;

  RoomTools(
      Map<String, PlatformTool> tools,
      BandRest rest,
      RoomHandle room,
      MessageSender sender,
      LackingRights lacking) {
    this.tools = tools;
    this.lacking = lacking;
    this.rest = rest;
    this.room = room;
    this.sender = sender;
  }

  /** What the model is told of these tools. */
  public List<ToolSpec> specs() {
    return tools.values().stream().map(PlatformTool::spec).toList();
  }

  /** Whether there is such a tool here, a host's prefix ignored. */
  public boolean has(String name) {
    return tools.containsKey(ToolNames.plain(name));
  }

  /**
   * Runs one tool.
   *
   * @param name its name, perhaps with a host's prefix
   * @param arguments what the model gave
   * @param signal once raised, nothing is sent any more
   */
  public ToolResult call(String name, @Nullable JsonNode arguments, TurnSignal signal) {
    PlatformTool tool = tools.get(ToolNames.plain(name));
    if (tool == null) {
      return ToolResult.failed("Unknown tool: " + name);
    }
    try {
      Arguments checked = Arguments.check(tool.name(), tool.parameters(), arguments);
      if (signal.raised()) {
        return ToolResult.failed("Error executing " + tool.name() + ": the turn was stopped");
      }
      return new ToolResult(
          true,
          text(tool.execution().run(checked, new ToolContext(rest, room, sender, signal))),
          tool.postsMessage());
    } catch (Arguments.InvalidArguments e) {
      return ToolResult.failed(String.valueOf(e.getMessage()));
    } catch (BandRestException.Forbidden e) {
      log.debug("room {}: tool {} is forbidden", room.roomId(), tool.name(), e);
      String explained = lacking.explain(tool.category(), rest, room, e);
      return ToolResult.failed("Error executing " + tool.name() + ": " + explained);
    } catch (ToolRefused | BandRestException e) {
      log.debug("room {}: tool {} failed", room.roomId(), tool.name(), e);
      return ToolResult.failed("Error executing " + tool.name() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      log.warn("room {}: tool {} failed", room.roomId(), tool.name(), e);
      return ToolResult.failed("Error executing " + tool.name() + ": " + e.getMessage());
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof String string ? string : JSON.writeValueAsString(value);
  }
}
