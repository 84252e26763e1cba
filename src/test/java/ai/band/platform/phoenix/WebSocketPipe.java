package ai.band.platform.phoenix;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** The server's end of a WebSocket, written for tests: strict about what a client must do. */
final class WebSocketPipe {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Message(int opcode, byte[] data) {
    String text() {
      return new String(data, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return data.length < 2 ? 1005 : ((data[0] & 0xff) << 8) | (data[1] & 0xff);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();

  WebSocketPipe(Socket socket, DataInputStream in) throws IOException {
    this.socket = socket;
    this.in = in;
    this.out = socket.getOutputStream();
  }

  Message read() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int kind = 0;
    while (true) {
      int head = in.readUnsignedByte();
      int opcode = head & 0x0f;
      byte[] data = readPayload();
      if (opcode == PING) {
        write(0x80 | PONG, data);
      } else if (opcode == CLOSE) {
        return new Message(CLOSE, data);
      } else if (opcode != PONG) {
        kind = opcode == 0 ? kind : opcode;
        whole.write(data);
        if ((head & 0x80) != 0) {
          return new Message(kind, whole.toByteArray());
        }
      }
    }
  }

  private byte[] readPayload() throws IOException {
    int second = in.readUnsignedByte();
    if ((second & 0x80) == 0) {
      throw new IOException("a client must mask its frames");
    }
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] mask = in.readNBytes(4);
    byte[] data = in.readNBytes((int) length);
    if (data.length < length) {
      throw new EOFException();
    }
    for (int i = 0; i < data.length; i++) {
      data[i] ^= mask[i % 4];
    }
    return data;
  }

  void text(String text) {
    write(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  void binary(byte[] data) {
    write(0x80 | BINARY, data);
  }

  /** The text in parts, with a ping between them. */
  void fragmented(String text, int parts) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    int size = Math.max(1, data.length / parts);
    for (int at = 0; at < data.length; at += size) {
      int end = Math.min(data.length, at + size);
      int opcode = at == 0 ? TEXT : 0;
      write((end == data.length ? 0x80 : 0) | opcode, Arrays.copyOfRange(data, at, end));
      if (at == 0) {
        write(0x80 | PING, new byte[] {7});
      }
    }
  }

  void close(int code) {
    write(0x80 | CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** Ends TCP without a word. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is closed.
    }
  }

  void raw(byte[] bytes) throws IOException {
    writing.lock();
    try {
      out.write(bytes);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  private void write(int head, byte[] data) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + 10);
    frame.write(head);
    if (data.length < 126) {
      frame.write(data.length);
    } else if (data.length < 65_536) {
      frame.write(126);
      frame.write(data.length >> 8);
      frame.write(data.length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) data.length >> shift));
      }
    }
    frame.writeBytes(data);
    try {
      raw(frame.toByteArray());
    } catch (IOException e) {
      // The client has gone; the reading side notices.
    }
  }
}
