package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a tool gave back, as text. */
final class ToolText {
  private ToolText() {}

  /** Text as it is, a list by the texts in it, anything else as JSON; null for nothing. */
  static @Nullable String of(@Nullable JsonNode value) {
    if (value == null || value.isNull() || (value.isArray() && value.isEmpty())) {
      return null;
    }
    if (value.isString()) {
      return value.stringValue();
    }
    if (value.isArray()) {
      List<String> texts = texts(value);
      if (!texts.isEmpty()) {
        return String.join("\n", texts);
      }
    }
    return Json.MAPPER.writeValueAsString(value);
  }

  /** The answer of an MCP tool: its texts, else its structured content, else all of it. */
  static @Nullable String ofMcp(JsonNode result) {
    if (!result.isObject()) {
      return of(result);
    }
    JsonNode content = result.path("content");
    List<String> texts = content.isArray() ? texts(content) : List.of();
    if (!texts.isEmpty()) {
      return String.join("\n", texts);
    }
    JsonNode structured = Json.value(result, "structuredContent", "structured_content");
    if (structured != null) {
      return of(structured);
    }
    return result.has("content") ? of(content) : of(result);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>(list.size());
    for (JsonNode element : list) {
      String text = element.isString() ? element.stringValue() : Json.text(element, "text");
      if (text != null && !text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }
}
