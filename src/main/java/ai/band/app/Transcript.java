package ai.band.app;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A room's entries as lines for a terminal: what people and agents say in full, events indented and
 * cut to a few lines.
 */
final class Transcript {
  private static final int EVENT_LINES = 12;
  private static final int EVENT_WIDTH = 160;
  private static final int LABEL_WIDTH = 9;

  private Transcript() {}

  /** The lines of one entry; none for an entry without content. */
  static List<String> lines(RoomEntry entry) {
    return switch (entry.type()) {
      case "text" -> said(entry);
      case "tool_call" -> event("call", call(entry.content()));
      case "tool_result" -> event("result", result(entry.content()));
      case "task" -> event("task", task(entry.content()));
      default -> event(entry.type(), entry.content());
    };
  }

  private static List<String> said(RoomEntry entry) {
    var lines = new ArrayList<String>();
    var prefix = entry.senderName() + ": ";
    for (var line : entry.content().lines().toList()) {
      lines.add((lines.isEmpty() ? prefix : " ".repeat(prefix.length())) + line);
    }
    return lines;
  }

  private static List<String> event(String label, String text) {
    var lines = new ArrayList<String>();
    var all = text.strip().lines().toList();
    for (var line : all.subList(0, Math.min(all.size(), EVENT_LINES))) {
      var head = lines.isEmpty() ? label : "";
      lines.add("  " + pad(lines.isEmpty() ? "· " + head : "") + cut(line));
    }
    if (all.size() > EVENT_LINES) {
      lines.add("  " + pad("") + "(" + (all.size() - EVENT_LINES) + " more lines)");
    }
    return lines;
  }

  private static String call(String content) {
    var json = parse(content);
    if (!json.isObject()) {
      return content;
    }
    var name = json.path("name").asString("?");
    var arguments = json.path("args");
    if (name.equals("exec")) {
      return "exec: " + arguments.path("command").asString("");
    }
    return arguments.isEmpty() ? name : name + " " + arguments;
  }

  private static String result(String content) {
    var json = parse(content);
    if (!json.isObject()) {
      return content;
    }
    var mark = json.path("is_error").asBoolean(false) ? " failed: " : ": ";
    return json.path("name").asString("?") + mark + json.path("output").asString("");
  }

  /** {@code Task:}, {@code Status:} and {@code Summary:} lines in one. */
  private static String task(String content) {
    var title = "";
    var rest = new ArrayList<String>();
    for (var line : content.lines().toList()) {
      if (line.startsWith("Task: ")) {
        title = line.substring("Task: ".length());
      } else if (line.startsWith("Status: ")) {
        rest.addFirst(line.substring("Status: ".length()));
      } else if (line.startsWith("Summary: ")) {
        rest.add("(" + line.substring("Summary: ".length()) + ")");
      } else if (!line.startsWith("UUID: ")) {
        rest.add(line);
      }
    }
    return title.isEmpty() ? content : title + ": " + String.join(" ", rest);
  }

  private static JsonNode parse(String content) {
    try {
      return JsonMapper.shared().readTree(content);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static String pad(String label) {
    return label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length()));
  }

  private static String cut(String line) {
    return line.length() <= EVENT_WIDTH ? line : line.substring(0, EVENT_WIDTH - 1) + "…";
  }
}
