package ai.band.platform.phoenix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the answer to the upgrade before the WebSocket library does, which would hide status,
 * headers and body of a refusal. After a 101 it only passes on.
 */
final class UpgradeStream extends InputStream {
  private static final int LARGEST_HEAD = 64 << 10;
  private static final int LARGEST_BODY = 64 << 10;
  private static final int BODY_PATIENCE_MS = 2_000;

  private final InputStream in;
  private final Socket socket;
  private byte[] replay = new byte[0];
  private int replayed;
  private boolean examined;
  private volatile @Nullable UpgradeRefused refusal;

  UpgradeStream(InputStream in, Socket socket) {
    this.in = in;
    this.socket = socket;
  }

  /** The answer, once it is known to be something else than 101. */
  @Nullable UpgradeRefused refusal() {
    return refusal;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (!examined) {
      examine();
      examined = true;
    }
    if (replayed == replay.length) {
      return in.read(buffer, offset, length);
    }
    int count = Math.min(length, replay.length - replayed);
    System.arraycopy(replay, replayed, buffer, offset, count);
    replayed += count;
    return count;
  }

  private void examine() throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    int end = readHead(received);
    byte[] bytes = received.toByteArray();
    String[] lines = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
    int status = status(lines[0]);
    if (status == 101) {
      // From here on silence is for the heartbeat to judge. Set before the next read begins, which
      // would keep the old limit.
      socket.setSoTimeout(0);
      replay = bytes;
      return;
    }
    Map<String, List<String>> headers = headers(lines);
    refusal = new UpgradeRefused(status, headers, "");
    byte[] begun = Arrays.copyOfRange(bytes, end, bytes.length);
    refusal = new UpgradeRefused(status, headers, readBody(headers, begun));
    throw new IOException("refused with HTTP " + status);
  }

  /** Reads until the head is complete and returns its length. */
  private int readHead(ByteArrayOutputStream received) throws IOException {
    byte[] chunk = new byte[4096];
    while (received.size() < LARGEST_HEAD) {
      int count = in.read(chunk);
      if (count < 0) {
        throw new IOException("the connection ended before the upgrade was answered");
      }
      received.write(chunk, 0, count);
      int end = endOfHead(received.toByteArray());
      if (end >= 0) {
        return end;
      }
    }
    throw new IOException("the answer to the upgrade is no HTTP answer");
  }

  private static int endOfHead(byte[] bytes) {
    for (int i = 0; i + 3 < bytes.length; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private static int status(String statusLine) throws IOException {
    String[] words = statusLine.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("[1-5]\\d\\d")) {
      throw new IOException("the answer to the upgrade is no HTTP answer");
    }
    return Integer.parseInt(words[1]);
  }

  private static Map<String, List<String>> headers(String[] lines) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line : Arrays.asList(lines).subList(1, lines.length)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers
            .computeIfAbsent(name, ignored -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  /** As much of the body as comes in time; a refusal without its text is still a refusal. */
  private String readBody(Map<String, List<String>> headers, byte[] begun) throws IOException {
    socket.setSoTimeout(BODY_PATIENCE_MS);
    boolean chunked =
        headers.getOrDefault("transfer-encoding", List.of()).stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("chunked"));
    long length = chunked ? Long.MAX_VALUE : contentLength(headers);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(begun);
    byte[] chunk = new byte[4096];
    try {
      while (body.size() < Math.min(length, LARGEST_BODY)
          && !(chunked && HttpChunks.complete(body.toByteArray()))) {
        int count = in.read(chunk);
        if (count < 0) {
          break;
        }
        body.write(chunk, 0, count);
      }
    } catch (IOException e) {
      // Cut off or too slow: what came has to do.
    }
    byte[] bytes = chunked ? HttpChunks.join(body.toByteArray()) : body.toByteArray();
    int kept = (int) Math.min(Math.min(length, LARGEST_BODY), bytes.length);
    return new String(bytes, 0, kept, StandardCharsets.UTF_8);
  }

  private static long contentLength(Map<String, List<String>> headers) {
    String value =
        Objects.requireNonNullElse(headers.get("content-length"), List.of("")).getFirst();
    return value.matches("\\d{1,18}") ? Long.parseLong(value) : Long.MAX_VALUE;
  }
}
