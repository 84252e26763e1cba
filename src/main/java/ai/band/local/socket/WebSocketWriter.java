package ai.band.local.socket;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends frames to one client from a thread of its own, so that nobody waits for a slow client.
 *
 * <p>When {@value #CAPACITY} frames wait, the client is given up: the connection is cut.
 */
final class WebSocketWriter implements Runnable {
  static final int CAPACITY = 32_768;
  private static final Logger log = LoggerFactory.getLogger(WebSocketWriter.class);
  private static final byte[] END = new byte[0];

  private final Socket socket;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicBoolean closing = new AtomicBoolean();

  WebSocketWriter(Socket socket) {
    this.socket = socket;
  }

  void text(byte[] utf8) {
    if (!closing.get()) {
      offer(frame(0x1, utf8));
    }
  }

  void pong(byte[] payload) {
    if (!closing.get()) {
      offer(frame(0xA, payload));
    }
  }

  /** Sends what waits, then a close frame, then nothing more. */
  void close(int code) {
    if (closing.compareAndSet(false, true)) {
      boolean silent = code == WebSocketReader.NO_CODE;
      offer(frame(0x8, silent ? END : new byte[] {(byte) (code >> 8), (byte) code}));
      offer(END);
    }
  }

  /** Ends the thread; does not wait. */
  void stop() {
    closing.set(true);
    if (!queue.offer(END)) {
      abort();
    }
  }

  /** Ends the connection without a word. */
  void abort() {
    closing.set(true);
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("closing a socket failed: {}", e.toString());
    }
    queue.clear();
    queue.offer(END);
  }

  private void offer(byte[] frame) {
    if (!queue.offer(frame)) {
      log.warn("a client does not read; {} frames wait and its socket is cut", CAPACITY);
      abort();
    }
  }

  @Override
  public void run() {
    var batch = new ArrayList<byte[]>(64);
    try {
      OutputStream output = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, 63);
        for (byte[] frame : batch) {
          if (frame.length == 0) {
            output.flush();
            return;
          }
          output.write(frame);
        }
        batch.clear();
        output.flush();
      }
    } catch (IOException e) {
      log.debug("a socket can no longer be written: {}", e.toString());
      abort();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] frame(int opcode, byte[] payload) {
    int length = payload.length;
    int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(head + length).put((byte) (0x80 | opcode));
    switch (head) {
      case 2 -> frame.put((byte) length);
      case 4 -> frame.put((byte) 126).putShort((short) length);
      default -> frame.put((byte) 127).putLong(length);
    }
    return frame.put(payload).array();
  }
}
