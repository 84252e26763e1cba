package ai.band.platform.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Builds the encoded path and query of a call. */
final class Path {
  private final StringBuilder text;
  private char separator = '?';

  private Path(String start) {
    text = new StringBuilder(96).append(start);
  }

  static Path of(String start) {
    return new Path(start);
  }

  static Path room(String roomId) {
    return of("/chats").id(roomId);
  }

  Path then(String fixed) {
    text.append(fixed);
    return this;
  }

  /** Something that is not ours: encoded, and never able to leave its place in the path. */
  Path id(String id) {
    if (id.isEmpty() || id.equals(".") || id.equals("..")) {
      throw new IllegalArgumentException(
          "'" + id + "' is no id. Take ids from what the platform sent.");
    }
    text.append('/').append(encode(id));
    return this;
  }

  Path query(String key, @Nullable Object value) {
    if (value != null) {
      text.append(separator).append(key).append('=').append(encode(value.toString()));
      separator = '&';
    }
    return this;
  }

  private static String encode(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isUnreserved(value.charAt(i))) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
      }
    }
    return value;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '-'
        || c == '_'
        || c == '.'
        || c == '~';
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
