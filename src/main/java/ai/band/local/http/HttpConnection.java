package ai.band.local.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: request after request until one side ends it. */
final class HttpConnection implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);
  private static final int KEEP_ALIVE_MILLIS = 120_000;

  private final Socket socket;
  private final HttpHandler handler;
  private final Runnable ended;

  HttpConnection(Socket socket, HttpHandler handler, Runnable ended) {
    this.socket = socket;
    this.handler = handler;
    this.ended = ended;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(KEEP_ALIVE_MILLIS);
      serve(socket.getOutputStream());
    } catch (SocketTimeoutException e) {
      log.debug("a connection was idle for {} ms and is closed", KEEP_ALIVE_MILLIS);
    } catch (IOException e) {
      log.debug("a connection ended: {}", e.toString());
    } catch (RuntimeException e) {
      log.warn("a request failed inside the server; its connection is closed", e);
    } finally {
      ended.run();
    }
  }

  private void serve(OutputStream output) throws IOException {
    var reader = new RequestReader(socket.getInputStream(), output);
    boolean open = true;
    while (open) {
      HttpRequest request;
      try {
        request = reader.next();
      } catch (RequestReader.BadRequest e) {
        write(output, HttpResponse.text(e.status, e.getMessage() + "\n"), false);
        return;
      }
      open = request != null && answer(request, reader, output);
    }
  }

  private boolean answer(HttpRequest request, RequestReader reader, OutputStream output)
      throws IOException {
    switch (handler.handle(request)) {
      case HttpOutcome.Respond(HttpResponse response) -> {
        boolean keep = !request.headers().contains("connection", "close");
        write(output, response, keep);
        return keep;
      }
      case HttpOutcome.Cut() -> {
        socket.setSoLinger(true, 0); // makes close send a reset
        return false;
      }
      case HttpOutcome.Upgrade(Map<String, String> headers, HttpOutcome.Takeover takeover) -> {
        var head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        headers.forEach((name, value) -> field(head, name, value));
        output.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.setSoTimeout(0);
        takeover.run(socket, reader);
        return false;
      }
    }
  }

  private static void write(OutputStream output, HttpResponse response, boolean keep)
      throws IOException {
    var head = new StringBuilder(160);
    head.append("HTTP/1.1 ").append(response.status()).append(' ');
    head.append(reason(response.status())).append("\r\n");
    response.headers().forEach((name, value) -> field(head, name, value));
    boolean mayHaveBody = response.status() != 204;
    byte[] body = mayHaveBody ? response.body() : new byte[0];
    if (mayHaveBody) {
      field(head, "content-length", Integer.toString(body.length));
    }
    if (!keep) {
      field(head, "connection", "close");
    }
    head.append("\r\n");
    byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[first.length + body.length];
    System.arraycopy(first, 0, whole, 0, first.length);
    System.arraycopy(body, 0, whole, first.length, body.length);
    output.write(whole); // one write, so that small answers travel in one packet
    output.flush();
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 204 -> "No Content";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Status";
    };
  }
}
