package ai.band.local.rest;

import ai.band.local.json.Json;
import ai.band.local.world.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a list that a call asks for, in one of Band's two styles. */
final class Paging {
  private static final Map<String, String> RETIRING =
      Map.of("deprecation", "true", "sunset", "Thu, 01 Oct 2026 00:00:00 GMT");

  private final boolean byPage;
  private final boolean cursorAllowed;
  private final int page;
  private final int size;
  private final @Nullable Long after;

  private Paging(boolean byPage, boolean cursorAllowed, int page, int size, @Nullable Long after) {
    this.byPage = byPage;
    this.cursorAllowed = cursorAllowed;
    this.page = page;
    this.size = size;
    this.after = after;
  }

  /** For lists that know only pages; sizes out of bounds are brought into them. */
  static Paging pages(Exchange exchange, int defaultSize) {
    int page = Math.max(1, number(exchange, "page", 1));
    int size = Math.clamp(number(exchange, "page_size", defaultSize), 1, 100);
    return new Paging(true, false, page, size, null);
  }

  /** For lists with a cursor, and pages in the retiring style. */
  static Paging cursor(Exchange exchange, int defaultLimit, int maxPageSize) {
    boolean pages = exchange.hasQuery("page") || exchange.hasQuery("page_size");
    boolean cursor = exchange.hasQuery("cursor") || exchange.hasQuery("limit");
    if (pages && cursor) {
      throw Refusal.invalid("/cursor", "cannot be combined with page and page_size");
    }
    if (pages) {
      int page = within(exchange, "page", 1, Integer.MAX_VALUE);
      int size = within(exchange, "page_size", Math.min(defaultLimit, maxPageSize), maxPageSize);
      return new Paging(true, true, page, size, null);
    }
    return cursorOnly(exchange, defaultLimit);
  }

  /** For lists that know only a cursor. */
  static Paging cursorOnly(Exchange exchange, int defaultLimit) {
    int limit = within(exchange, "limit", defaultLimit, 100);
    String cursor = exchange.query("cursor");
    return new Paging(false, true, 1, limit, cursor == null ? null : decoded(cursor));
  }

  int page() {
    return page;
  }

  int size() {
    return size;
  }

  /** From a list sorted by a rising key. */
  <T> Answer rising(List<T> all, ToLongFunction<T> key, Function<T, ? extends JsonNode> shape) {
    return answer(all, start(all, item -> key.applyAsLong(item)), key, shape);
  }

  /** From a list sorted by a falling key. */
  <T> Answer falling(List<T> all, ToLongFunction<T> key, Function<T, ? extends JsonNode> shape) {
    ToLongFunction<T> mirrored = item -> -key.applyAsLong(item);
    return answer(all, start(all, mirrored), mirrored, shape);
  }

  /** From a list in any order: the cursor is a place in it. */
  <T> Answer placed(List<T> all, Function<T, ? extends JsonNode> shape) {
    int from =
        byPage ? pageStart(all.size()) : after == null ? 0 : (int) Math.min(after, all.size());
    int to = Math.min(all.size(), from + size);
    return answer(all, from, to, to, shape);
  }

  /** The items of the page, for answers with more than one list. */
  <T> List<T> slice(List<T> all) {
    int from = pageStart(all.size());
    return all.subList(from, Math.min(all.size(), from + size));
  }

  private <T> int start(List<T> all, ToLongFunction<T> rising) {
    if (byPage) {
      return pageStart(all.size());
    }
    if (after == null) {
      return 0;
    }
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rising.applyAsLong(all.get(middle)) <= after) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int pageStart(int total) {
    return (int) Math.min(total, (page - 1L) * size);
  }

  private <T> Answer answer(
      List<T> all, int from, ToLongFunction<T> key, Function<T, ? extends JsonNode> shape) {
    int to = Math.min(all.size(), from + size);
    long last = to > from ? key.applyAsLong(all.get(to - 1)) : 0;
    return answer(all, from, to, last, shape);
  }

  private <T> Answer answer(
      List<T> all, int from, int to, long last, Function<T, ? extends JsonNode> shape) {
    ObjectNode body = Json.object();
    body.set("data", Answer.list(all.subList(from, to), shape));
    ObjectNode metadata = body.putObject("metadata");
    boolean more = to < all.size();
    if (cursorAllowed) {
      metadata.put("next_cursor", more && to > from ? encoded(last) : null);
      metadata.put("has_more", more);
      metadata.put("limit", size);
    }
    if (byPage) {
      metadata.put("page", page);
      metadata.put("page_size", size);
      metadata.put("total_count", all.size());
      metadata.put("total_pages", pages(all.size()));
    }
    return new Answer(200, body, byPage && cursorAllowed ? RETIRING : Map.of());
  }

  int pages(int total) {
    return (total + size - 1) / size;
  }

  private static int number(Exchange exchange, String name, int fallback) {
    String value = exchange.query(name);
    try {
      return value == null ? fallback : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      return fallback;
    }
  }

  private static int within(Exchange exchange, String name, int fallback, int most) {
    String value = exchange.query(name);
    try {
      int number = value == null ? fallback : Integer.parseInt(value);
      if (number < 1 || number > most) {
        throw Refusal.invalid("/" + name, "must be from 1 to " + most);
      }
      return number;
    } catch (NumberFormatException e) {
      throw Refusal.invalid("/" + name, "must be an integer");
    }
  }

  private static String encoded(long key) {
    byte[] text = ("k" + key).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static long decoded(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      if (text.startsWith("k")) {
        return Long.parseLong(text.substring(1));
      }
    } catch (IllegalArgumentException e) {
      // falls through: not one of ours
    }
    throw Refusal.invalid("/cursor", "is invalid");
  }
}
