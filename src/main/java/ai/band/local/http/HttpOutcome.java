package ai.band.local.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Map;

/** What a handler wants done with the connection after a request. */
public sealed interface HttpOutcome {
  /** Send this answer. */
  record Respond(HttpResponse response) implements HttpOutcome {}

  /** Send nothing and reset the connection. */
  record Cut() implements HttpOutcome {}

  /** Answer 101 with these header fields, then give the connection away. */
  record Upgrade(Map<String, String> headers, Takeover takeover) implements HttpOutcome {}

  /** Owns a connection after the handshake; the connection is closed when it returns. */
  interface Takeover {
    /**
     * Runs on the connection's own thread.
     *
     * @param input what the client sends, including what was already read
     */
    void run(Socket socket, InputStream input) throws IOException;
  }
}
