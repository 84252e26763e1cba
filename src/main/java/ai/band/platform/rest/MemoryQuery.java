package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/**
 * Which memories to list; null leaves a filter out.
 *
 * @param scope {@code subject}, {@code organization} or {@code all}
 * @param contentQuery full text
 * @param status {@code active}, {@code superseded}, {@code archived} or {@code all}
 */
public record MemoryQuery(
    @Nullable String subjectId,
    @Nullable String scope,
    @Nullable String system,
    @Nullable String type,
    @Nullable String segment,
    @Nullable String contentQuery,
    @Nullable String status) {
  /** No filter at all. */
  public static final MemoryQuery EVERYTHING =
      new MemoryQuery(null, null, null, null, null, null, null);
}
