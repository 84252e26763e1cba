package ai.band.platform.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list that is read by cursor.
 *
 * @param nextCursor where the next page begins, or null at the end
 */
public record CursorPage<T>(List<T> items, @Nullable String nextCursor, boolean hasMore) {
  public CursorPage {
    items = List.copyOf(items);
  }

  /**
   * Whether nothing follows: the platform says so, or gives no way to go on.
   *
   * @param cursor by which this page was asked for: a page that leads back to itself is the last
   */
  public boolean isLast(@Nullable String cursor) {
    return !hasMore || nextCursor == null || nextCursor.equals(cursor);
  }
}
