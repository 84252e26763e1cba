package ai.band.codex.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Token counts of a thread.
 *
 * @param total the whole thread so far, cumulative also over restarts; {@code last} when only that
 *     is told
 * @param last the latest model response, {@code null} when not told
 * @param contextWindow the model's context window in tokens, when told
 * @param raw the counts as received
 */
public record TokenUsage(
    Counts total, @Nullable Counts last, @Nullable Long contextWindow, JsonNode raw) {

  /**
   * One set of counts. Cached and cache-write tokens are part of {@code input}, reasoning tokens
   * are part of {@code output}.
   */
  public record Counts(
      long total,
      long input,
      long cachedInput,
      long cacheWriteInput,
      long output,
      long reasoningOutput) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    /** What was used since {@code earlier}; never negative. */
    public Counts since(Counts earlier) {
      return new Counts(
          Math.max(0, total - earlier.total),
          Math.max(0, input - earlier.input),
          Math.max(0, cachedInput - earlier.cachedInput),
          Math.max(0, cacheWriteInput - earlier.cacheWriteInput),
          Math.max(0, output - earlier.output),
          Math.max(0, reasoningOutput - earlier.reasoningOutput));
    }

    /** Both together. */
    public Counts plus(Counts more) {
      return new Counts(
          total + more.total,
          input + more.input,
          cachedInput + more.cachedInput,
          cacheWriteInput + more.cacheWriteInput,
          output + more.output,
          reasoningOutput + more.reasoningOutput);
    }

    /** Whether nothing was used. */
    public boolean isZero() {
      return equals(NONE);
    }

    private static Counts of(JsonNode node) {
      return new Counts(
          count(node, "totalTokens", "total_tokens"),
          count(node, "inputTokens", "input_tokens"),
          count(node, "cachedInputTokens", "cached_input_tokens"),
          count(node, "cacheWriteInputTokens", "cache_write_input_tokens"),
          count(node, "outputTokens", "output_tokens"),
          count(
              node,
              "reasoningOutputTokens",
              "reasoning_output_tokens",
              "reasoningTokens",
              "reasoning_tokens"));
    }

    private static long count(JsonNode node, String... names) {
      Long value = Json.number(node, names);
      return value == null ? 0 : value;
    }
  }

  /** Reads the parameters of {@code thread/tokenUsage/updated}, also in older shapes. */
  public static TokenUsage of(JsonNode params) {
    JsonNode usage = Json.value(params, "tokenUsage", "token_usage", "usage");
    JsonNode holder = usage == null ? params : usage;
    JsonNode total = Json.value(holder, "total");
    JsonNode last = Json.value(holder, "last");
    JsonNode flat = last == null ? holder : last;
    return new TokenUsage(
        Counts.of(total == null ? flat : total),
        last == null ? null : Counts.of(last),
        Json.number(holder, "modelContextWindow", "model_context_window"),
        holder);
  }
}
