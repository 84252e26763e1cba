package ai.band.tools;

import ai.band.platform.rest.CursorPage;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page as models are given it: the entries and where to go on. */
record CursorResult<T>(List<T> data, Metadata metadata) {
  static <T> CursorResult<T> of(CursorPage<T> page, int limit) {
    return new CursorResult<>(page.items(), new Metadata(page.nextCursor(), page.hasMore(), limit));
  }

  record Metadata(
      @JsonProperty("next_cursor") @Nullable String nextCursor,
      @JsonProperty("has_more") boolean hasMore,
      int limit) {}
}
