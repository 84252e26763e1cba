package ai.band.platform.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a list to its end, but never more than a given number of pages. */
final class Walk {
  private static final Logger log = LoggerFactory.getLogger(Walk.class);

  private Walk() {}

  /** By page number. Such lists shift while they are read, so entries are kept by id. */
  static <T> List<T> pages(
      String what, int maxPages, IntFunction<Page<T>> read, Function<T, String> id) {
    Map<String, T> found = new LinkedHashMap<>();
    boolean beyondTotal = false;
    for (int number = 1; number <= maxPages; number++) {
      var page = beyondTotal ? pageBeyondTotal(read, number) : read.apply(number);
      int before = found.size();
      page.items().forEach(item -> found.put(id.apply(item), item));
      boolean moreAnnounced = number < page.totalPages();
      beyondTotal = page.totalPages() > 0 && !moreAnnounced;
      // A full page may be followed by another, whatever the totals say.
      boolean full = page.pageSize() > 0 && page.items().size() >= page.pageSize();
      boolean mayBeLast = beyondTotal && !full;
      boolean nothingNew = !moreAnnounced && found.size() == before;
      if (page.items().isEmpty() || mayBeLast || nothingNew) {
        return List.copyOf(found.values());
      }
    }
    log.warn("the list of {} goes on after {} pages; the rest is left out", what, maxPages);
    return List.copyOf(found.values());
  }

  /** A page that should not exist, and that a server may refuse. */
  private static <T> Page<T> pageBeyondTotal(IntFunction<Page<T>> read, int number) {
    try {
      return read.apply(number);
    } catch (BandRestException.NotFound | BandRestException.Invalid e) {
      log.debug("the totals of a list were right: {}", e.getMessage());
      return new Page<>(List.of(), number, 0, 0, 0);
    }
  }

  /** By cursor. */
  static <T> void cursor(
      String what,
      int maxPages,
      Function<@Nullable String, CursorPage<T>> read,
      Consumer<? super T> each) {
    String cursor = null;
    for (int number = 1; number <= maxPages; number++) {
      var page = read.apply(cursor);
      page.items().forEach(each);
      if (page.isLast(cursor)) {
        return;
      }
      cursor = page.nextCursor();
    }
    log.warn("the list of {} goes on after {} pages; the rest is left out", what, maxPages);
  }
}
