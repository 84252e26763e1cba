package ai.band.adapter.codex.tool;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.api.TurnSignal;
import ai.band.tools.ToolResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A tool beside those of the platform. One object serves all rooms; calls run in parallel. */
public interface ExtraTool {
  /** Its unique name. */
  String name();

  /** The tool as Codex is told of it: {@code name}, {@code description}, {@code inputSchema}. */
  ObjectNode spec();

  /** Whether the room is told of its calls. */
  default boolean isReported() {
    return true;
  }

  /**
   * Runs it. May block; the thread is interrupted when the turn ends early.
   *
   * @param arguments what the model gave, not checked
   * @param signal once raised, nothing may be sent any more
   */
  ToolResult call(RoomContext room, JsonNode arguments, TurnSignal signal)
      throws InterruptedException;
}
