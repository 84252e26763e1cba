package ai.band.tools;

/**
 * What a tool call gave.
 *
 * @param success whether the tool did what it was asked to
 * @param text result as compact JSON, or an error the model can read
 * @param postedMessage whether Band accepted a message for the room: the model has then answered
 */
public record ToolResult(boolean success, String text, boolean postedMessage) {
  /** A result. */
  public static ToolResult ok(String text) {
    return new ToolResult(true, text, false);
  }

  /** A failure the model is told of. */
  public static ToolResult failed(String text) {
    return new ToolResult(false, text, false);
  }
}
