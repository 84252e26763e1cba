package ai.band.local.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads requests from one connection, with bounds on everything a client chooses. */
final class RequestReader extends InputStream {
  static final int MAX_HEAD = 64 * 1024;
  static final int MAX_BODY = 16 * 1024 * 1024;
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] NOTHING = new byte[0];

  /** The client broke the protocol or a bound; answer with this status and close. */
  static final class BadRequest extends IOException {
    final int status;

    BadRequest(int status, String what) {
      super(what);
      this.status = status;
    }
  }

  private final InputStream source;
  private final OutputStream sink;
  private final byte[] buffer = new byte[16 * 1024];
  private int position;
  private int limit;
  private int headBytes;

  RequestReader(InputStream source, OutputStream sink) {
    this.source = source;
    this.sink = sink;
  }

  /** The next request, or null when the client has closed the connection between requests. */
  @Nullable HttpRequest next() throws IOException {
    headBytes = 0;
    String first = line();
    if (first == null) {
      return null;
    }
    int space = first.indexOf(' ');
    int second = first.indexOf(' ', space + 1);
    if (space <= 0 || second < 0 || !first.startsWith("HTTP/1.", second + 1)) {
      throw new BadRequest(400, "malformed request line");
    }
    String target = first.substring(space + 1, second);
    if (!target.startsWith("/")) {
      throw new BadRequest(400, "the target must be a path");
    }
    var headers = headers();
    if (first.endsWith("/1.0") && headers.first("connection") == null) {
      headers.add("connection", "close");
    }
    byte[] body = body(headers);
    int question = target.indexOf('?');
    return new HttpRequest(
        first.substring(0, space),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        headers,
        body);
  }

  private HttpHeaders headers() throws IOException {
    var headers = new HttpHeaders();
    while (true) {
      String line = line();
      if (line == null) {
        throw new BadRequest(400, "the connection ended inside the header");
      }
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new BadRequest(400, "malformed header field");
      }
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
  }

  private byte[] body(HttpHeaders headers) throws IOException {
    boolean chunked = headers.contains("transfer-encoding", "chunked");
    String length = headers.first("content-length");
    if (!chunked && (length == null || length.equals("0"))) {
      return NOTHING;
    }
    if (headers.contains("expect", "100-continue")) {
      sink.write(CONTINUE);
      sink.flush();
    }
    return chunked ? chunks() : exactly(size(length, 10));
  }

  private static int size(@Nullable String digits, int radix) throws BadRequest {
    try {
      int size = Integer.parseInt(digits == null ? "" : digits.strip(), radix);
      if (size < 0) {
        throw new BadRequest(400, "negative length");
      }
      if (size > MAX_BODY) {
        throw new BadRequest(413, "the body is larger than " + MAX_BODY + " bytes");
      }
      return size;
    } catch (NumberFormatException e) {
      throw new BadRequest(400, "malformed length");
    }
  }

  private byte[] chunks() throws IOException {
    var all = new ByteArrayOutputStream();
    while (true) {
      String line = line();
      if (line == null) {
        throw new BadRequest(400, "the connection ended inside the body");
      }
      int extension = line.indexOf(';');
      int size = size(extension < 0 ? line : line.substring(0, extension), 16);
      if (size == 0) {
        skipTrailers();
        return all.toByteArray();
      }
      if (all.size() + size > MAX_BODY) {
        throw new BadRequest(413, "the body is larger than " + MAX_BODY + " bytes");
      }
      all.writeBytes(exactly(size));
      line();
      headBytes = 0;
    }
  }

  private void skipTrailers() throws IOException {
    String line = line();
    while (line != null && !line.isEmpty()) {
      line = line();
    }
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = new byte[size];
    if (readNBytes(bytes, 0, size) < size) {
      throw new BadRequest(400, "the connection ended inside the body");
    }
    return bytes;
  }

  /** One line without its end, or null at the end of the stream. */
  private @Nullable String line() throws IOException {
    StringBuilder split = null; // only when a line crosses the buffer's end
    while (true) {
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      headBytes += end - position + 1;
      if (headBytes > MAX_HEAD) {
        throw new BadRequest(431, "the header is larger than " + MAX_HEAD + " bytes");
      }
      String part = new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
      if (end < limit) {
        position = end + 1;
        String line = split == null ? part : split.append(part).toString();
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      }
      split = (split == null ? new StringBuilder() : split).append(part);
      if (!fill()) {
        return split.isEmpty() ? null : split.toString();
      }
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, source.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  @Override
  public int read() throws IOException {
    return position < limit || fill() ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= limit) {
      if (length >= buffer.length) {
        return source.read(target, offset, length);
      }
      if (!fill()) {
        return -1;
      }
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    return limit - position + source.available();
  }
}
