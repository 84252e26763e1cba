package ai.band.codex.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One file touched by a patch.
 *
 * @param path absolute, except while the model still writes the patch
 * @param kind {@code add}, {@code delete}, {@code update}, or empty when not told
 * @param movedTo the new path of a moved file
 * @param diff the content of an added file, the hunks of an update
 */
public record FileEdit(String path, String kind, @Nullable String movedTo, String diff) {
  static List<FileEdit> listOf(JsonNode holder) {
    List<FileEdit> edits = new ArrayList<>();
    JsonNode changes = holder.get("changes");
    if (changes != null && changes.isObject()) {
      for (var entry : changes.properties()) {
        edits.add(of(entry.getKey(), entry.getValue()));
      }
    } else {
      for (JsonNode change : Json.list(holder, "changes")) {
        edits.add(of(Json.textOrEmpty(change, "path"), change));
      }
    }
    return List.copyOf(edits);
  }

  private static FileEdit of(String path, JsonNode change) {
    JsonNode kind = Json.value(change, "kind");
    JsonNode detail = kind != null && kind.isObject() ? kind : change;
    String name =
        kind != null && kind.isString() ? kind.stringValue() : Json.textOrEmpty(detail, "type");
    return new FileEdit(
        path,
        name,
        Json.text(detail, "move_path", "movePath"),
        Json.textOrEmpty(change, "diff", "unified_diff", "content"));
  }
}
