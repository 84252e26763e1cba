package ai.band.codex;

import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A turn as Codex keeps it.
 *
 * @param items the user's messages and the last agent message; everything when asked for
 */
public record StoredTurn(
    String id, TurnStatus status, @Nullable TurnError error, List<ThreadItem> items, JsonNode raw) {
  static StoredTurn of(JsonNode turn) {
    return new StoredTurn(
        Json.textOrEmpty(turn, "id"),
        TurnStatus.of(Json.text(turn, "status")),
        TurnError.of(turn.get("error")),
        Json.list(turn, "items").stream().map(ThreadItem::of).toList(),
        turn);
  }

  /** Whether one of its user messages was given this client message id. */
  public boolean hasClientMessage(String clientUserMessageId) {
    return items.stream()
        .anyMatch(
            item ->
                item instanceof ThreadItem.UserMessage message
                    && Objects.equals(message.clientId(), clientUserMessageId));
  }

  /** The text of the last agent message, if there is one. */
  public @Nullable String lastAgentMessage() {
    String last = null;
    for (ThreadItem item : items) {
      if (item instanceof ThreadItem.AgentMessage message) {
        last = message.text();
      }
    }
    return last;
  }
}
