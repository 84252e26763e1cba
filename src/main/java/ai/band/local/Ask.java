package ai.band.local;

import ai.band.local.ModelRequest.ToolResult;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The message the offline model is to answer, taken apart.
 *
 * @param request where it was found
 * @param sender the name in front of it; empty when there is none
 * @param text its words without name and leading mentions
 */
record Ask(ModelRequest request, String sender, String text) {
  private static final Pattern ROOM_LINE = Pattern.compile("(?s)\\[([^]\\n]+)]: (.*)");
  private static final Pattern LEADING_MENTIONS = Pattern.compile("^(?:@\\S+[\\s,:]*)+");

  static Ask of(ModelRequest request) {
    var line = ROOM_LINE.matcher(request.lastUserText().strip());
    var sender = line.matches() ? line.group(1) : "";
    var text = line.matches() ? line.group(2) : request.lastUserText();
    return new Ask(request, sender, words(text));
  }

  /** What remains of a room message when it is no longer addressed to anybody. */
  static String words(String message) {
    return LEADING_MENTIONS.matcher(message.strip()).replaceFirst("").strip();
  }

  /** The tool calls made for this message so far. */
  List<ToolResult> calls() {
    return request.toolResults();
  }

  /** Whether the model has not acted on this message yet. */
  boolean untouched() {
    return calls().isEmpty();
  }

  /** What the newest call gave back; empty when it gave nothing. */
  String newestOutput() {
    var output = calls().isEmpty() ? null : calls().getLast().output();
    return output == null ? "" : output;
  }
}
