package ai.band.local.socket;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a client's frames and puts fragments together. */
final class WebSocketReader {
  static final int MAX_MESSAGE = 8 * 1024 * 1024;
  static final int NO_CODE = 1005;

  /** The client broke the WebSocket protocol. */
  static final class ProtocolError extends IOException {
    final int closeCode;

    ProtocolError(int closeCode, String what) {
      super(what);
      this.closeCode = closeCode;
    }
  }

  private final DataInputStream input;
  private final Consumer<byte[]> pings;

  /**
   * @param pings gets the payload of each ping
   */
  WebSocketReader(InputStream input, Consumer<byte[]> pings) {
    this.input = new DataInputStream(input);
    this.pings = pings;
  }

  /** The next message; blocks. */
  WebSocketMessage next() throws IOException {
    ByteArrayOutputStream parts = null;
    boolean text = false;
    while (true) {
      int first = input.readUnsignedByte();
      int opcode = first & 0x0f;
      boolean last = (first & 0x80) != 0;
      if ((first & 0x70) != 0) {
        throw new ProtocolError(1002, "reserved bits are set");
      }
      byte[] payload = payload();
      switch (opcode) {
        case 0x0, 0x1, 0x2 -> {
          boolean begins = opcode != 0;
          if (begins != (parts == null)) {
            throw new ProtocolError(1002, "fragments out of order");
          }
          text = begins ? opcode == 0x1 : text;
          if (last && parts == null) {
            return message(text, payload);
          }
          parts = join(parts, payload);
          if (last) {
            return message(text, parts.toByteArray());
          }
        }
        case 0x8 -> {
          return new WebSocketMessage.Closed(closeCode(payload));
        }
        case 0x9 -> pings.accept(payload);
        case 0xA -> {} // a pong proves life, nothing more
        default -> throw new ProtocolError(1002, "unknown opcode " + opcode);
      }
    }
  }

  private byte[] payload() throws IOException {
    int second = input.readUnsignedByte();
    if ((second & 0x80) == 0) {
      throw new ProtocolError(1002, "a client's frames must be masked");
    }
    long length = second & 0x7f;
    if (length == 126) {
      length = input.readUnsignedShort();
    } else if (length == 127) {
      length = input.readLong();
    }
    if (length < 0 || length > MAX_MESSAGE) {
      throw new EOFException("a message of more than " + MAX_MESSAGE + " bytes");
    }
    int mask = input.readInt();
    byte[] payload = new byte[(int) length];
    input.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= (byte) (mask >>> (8 * (3 - (i & 3))));
    }
    return payload;
  }

  private static ByteArrayOutputStream join(@Nullable ByteArrayOutputStream parts, byte[] more)
      throws IOException {
    ByteArrayOutputStream joined = parts == null ? new ByteArrayOutputStream() : parts;
    if (joined.size() + more.length > MAX_MESSAGE) {
      throw new EOFException("a message of more than " + MAX_MESSAGE + " bytes");
    }
    joined.write(more);
    return joined;
  }

  private static WebSocketMessage message(boolean text, byte[] payload) {
    return text
        ? new WebSocketMessage.Text(new String(payload, StandardCharsets.UTF_8))
        : new WebSocketMessage.Binary();
  }

  private static int closeCode(byte[] payload) {
    return payload.length < 2 ? NO_CODE : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
  }
}
