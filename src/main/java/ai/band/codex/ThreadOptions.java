package ai.band.codex;

import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadEvent;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a thread is started or resumed. What is not set, or set to null, is left out, and Codex uses
 * its configuration.
 *
 * <p>On resume Codex restores model, effort, approval policy, instructions and dynamic tools by
 * itself, but not the sandbox: set that again.
 */
public final class ThreadOptions {
  private final ObjectNode params;
  private final @Nullable ServerRequestHandler requestHandler;
  private final @Nullable Consumer<ThreadEvent> idleListener;

  private ThreadOptions(Builder builder) {
    params = builder.params.deepCopy();
    requestHandler = builder.requestHandler;
    idleListener = builder.idleListener;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Nothing set. */
  public static ThreadOptions defaults() {
    return builder().build();
  }

  ObjectNode startParams() {
    return params.deepCopy();
  }

  /** Dynamic tools are left out: Codex keeps those of the thread and ignores others. */
  ObjectNode resumeParams(String threadId) {
    ObjectNode resume = params.deepCopy();
    resume.remove("dynamicTools");
    return resume.put("threadId", threadId).put("excludeTurns", true);
  }

  @Nullable ServerRequestHandler requestHandler() {
    return requestHandler;
  }

  @Nullable Consumer<ThreadEvent> idleListener() {
    return idleListener;
  }

  /** Collects the options of a thread. */
  public static final class Builder {
    private final ObjectNode params = Json.object();
    private @Nullable ServerRequestHandler requestHandler;
    private @Nullable Consumer<ThreadEvent> idleListener;

    private Builder() {}

    public Builder model(@Nullable String model) {
      return put("model", model);
    }

    public Builder modelProvider(@Nullable String provider) {
      return put("modelProvider", provider);
    }

    public Builder cwd(@Nullable String directory) {
      return put("cwd", directory);
    }

    /** {@code never}, {@code on-request} or {@code untrusted}. */
    public Builder approvalPolicy(@Nullable String policy) {
      return put("approvalPolicy", policy);
    }

    /** For policies that are objects. */
    public Builder approvalPolicy(@Nullable JsonNode policy) {
      return set("approvalPolicy", policy);
    }

    /** Hyphenated: {@code read-only}, {@code workspace-write}, {@code danger-full-access}. */
    public Builder sandbox(@Nullable String mode) {
      return put("sandbox", mode);
    }

    /** Overrides of Codex's configuration, such as {@code web_search}. */
    public Builder config(@Nullable Map<String, ?> overrides) {
      if (overrides != null && !overrides.isEmpty()) {
        params.set("config", Json.MAPPER.valueToTree(overrides));
      }
      return this;
    }

    /** Added to the conversation as a developer message. */
    public Builder developerInstructions(@Nullable String text) {
      return put("developerInstructions", text);
    }

    /** Replaces Codex's own system prompt. */
    public Builder baseInstructions(@Nullable String text) {
      return put("baseInstructions", text);
    }

    /**
     * The tools that the client offers, each with {@code name}, {@code description} and {@code
     * inputSchema}. Entries without {@code type} become functions, because Codex refuses a list of
     * mixed forms. Needs the experimental API.
     */
    public Builder dynamicTools(@Nullable List<? extends JsonNode> tools) {
      if (tools != null && !tools.isEmpty()) {
        ArrayNode list = params.putArray("dynamicTools");
        tools.forEach(tool -> list.add(DynamicTools.canonical(tool)));
      }
      return this;
    }

    public Builder personality(@Nullable String personality) {
      return put("personality", personality);
    }

    /** No file is kept; such a thread cannot be resumed after Codex has ended. */
    public Builder ephemeral(boolean ephemeral) {
      params.put("ephemeral", ephemeral);
      return this;
    }

    /** Any other parameters; they win over those above. */
    public Builder extra(@Nullable Map<String, ?> parameters) {
      if (parameters != null) {
        parameters.forEach((name, value) -> params.set(name, Json.MAPPER.valueToTree(value)));
      }
      return this;
    }

    /** Answers the thread's requests; there from the first moment on. */
    public Builder onRequest(@Nullable ServerRequestHandler handler) {
      this.requestHandler = handler;
      return this;
    }

    /** Hears what happens outside turns; see {@link CodexThread#onIdleEvent}. */
    public Builder onIdleEvent(@Nullable Consumer<ThreadEvent> listener) {
      this.idleListener = listener;
      return this;
    }

    public ThreadOptions build() {
      return new ThreadOptions(this);
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
