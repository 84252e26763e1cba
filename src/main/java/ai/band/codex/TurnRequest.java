package ai.band.codex;

import ai.band.codex.protocol.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a turn is about. Settings that are not set, or set to null, are left out; model, effort,
 * summary, policies and directory stay in force for later turns of the thread.
 */
public final class TurnRequest {
  private final ObjectNode params;

  private TurnRequest(ObjectNode params) {
    this.params = params;
  }

  /** A turn with one text. */
  public static TurnRequest text(String text) {
    return builder().text(text).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  ObjectNode params(String threadId) {
    return params.deepCopy().put("threadId", threadId);
  }

  JsonNode input() {
    return params.path("input").deepCopy();
  }

  @Nullable String clientUserMessageId() {
    return Json.text(params, "clientUserMessageId");
  }

  /** Collects the input and the settings of a turn. */
  public static final class Builder {
    private final ObjectNode params = Json.object();
    private final ArrayNode input = params.putArray("input");

    private Builder() {}

    public Builder text(String text) {
      input.addObject().put("type", "text").put("text", text);
      return this;
    }

    /** An image by URL; a data URL is possible. */
    public Builder image(String url) {
      input.addObject().put("type", "image").put("url", url);
      return this;
    }

    /** An image file, by its absolute path on Codex's machine. */
    public Builder localImage(String path) {
      input.addObject().put("type", "localImage").put("path", path);
      return this;
    }

    /** Any other kind of input. */
    public Builder input(JsonNode item) {
      input.add(item);
      return this;
    }

    public Builder model(@Nullable String model) {
      return put("model", model);
    }

    public Builder cwd(@Nullable String directory) {
      return put("cwd", directory);
    }

    public Builder approvalPolicy(@Nullable String policy) {
      return put("approvalPolicy", policy);
    }

    public Builder approvalPolicy(@Nullable JsonNode policy) {
      return set("approvalPolicy", policy);
    }

    public Builder personality(@Nullable String personality) {
      return put("personality", personality);
    }

    public Builder effort(@Nullable String effort) {
      return put("effort", effort);
    }

    /** {@code auto}, {@code concise}, {@code detailed} or {@code none}. */
    public Builder summary(@Nullable String summary) {
      return put("summary", summary);
    }

    /** An object whose {@code type} is in lower camel case, such as {@code workspaceWrite}. */
    public Builder sandboxPolicy(@Nullable JsonNode policy) {
      return set("sandboxPolicy", policy);
    }

    /** The JSON schema that the final answer of this turn shall follow. */
    public Builder outputSchema(@Nullable JsonNode schema) {
      return set("outputSchema", schema);
    }

    /** Stored with the turn, so that it can be found again: {@link CodexThread#findTurn}. */
    public Builder clientUserMessageId(@Nullable String id) {
      return put("clientUserMessageId", id);
    }

    /** Any other parameters; they win over those above. */
    public Builder extra(@Nullable Map<String, ?> parameters) {
      if (parameters != null) {
        parameters.forEach((name, value) -> params.set(name, Json.MAPPER.valueToTree(value)));
      }
      return this;
    }

    public TurnRequest build() {
      return new TurnRequest(params.deepCopy());
    }

    private Builder put(String name, @Nullable String value) {
      if (value != null) {
        params.put(name, value);
      }
      return this;
    }

    private Builder set(String name, @Nullable JsonNode value) {
      if (value != null) {
        params.set(name, value);
      }
      return this;
    }
  }
}
