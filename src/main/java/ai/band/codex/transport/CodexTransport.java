package ai.band.codex.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Carries JSON messages to an app-server and back. Implement it to reach Codex in another way, or
 * to put a fake in its place.
 *
 * <p>{@link #open} is called once, before anything else. {@link #send} may be called from many
 * threads at once. The receiver is called from one thread at a time and never blocks.
 */
public interface CodexTransport extends AutoCloseable {
  /**
   * Connects, and from then on gives every message to {@code receiver}.
   *
   * @throws IOException when there is no connection; the transport is then closed. The message says
   *     what to do
   */
  void open(Receiver receiver) throws IOException;

  /**
   * Sends one message. Returns when it is queued; a queue that stays full for ten seconds is an
   * error.
   */
  void send(String message) throws IOException;

  /** Ends the connection, and the process if there is one. A second call does nothing. */
  @Override
  void close();

  /** What is connected to, for error messages; without secrets. */
  String description();

  /** Called when the connection has proved to work, so that its surroundings can be noted. */
  default void established() {}

  /** Takes what arrives. */
  interface Receiver {
    /** One message. */
    void received(String message);

    /** One message as UTF-8; the array is reused after the call. */
    default void received(byte[] buffer, int offset, int length) {
      received(new String(buffer, offset, length, StandardCharsets.UTF_8));
    }

    /** The end; called exactly once after a successful {@link CodexTransport#open}. */
    void ended(TransportEnd end);
  }
}
