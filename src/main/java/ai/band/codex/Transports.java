package ai.band.codex;

import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.StdioTransport;
import ai.band.codex.transport.WebSocketTransport;
import java.util.HashMap;
import java.util.Map;

/** Chooses the transport that the options ask for. */
final class Transports {
  private Transports() {}

  static CodexTransport of(CodexOptions options) {
    if (options.webSocketUrl() != null) {
      return new WebSocketTransport(
          options.webSocketUrl(),
          options.bearerToken(),
          options.closeTimeout(),
          options.maxMessageBytes());
    }
    Map<String, String> environment = new HashMap<>();
    if (options.inheritEnvironment()) {
      environment.putAll(System.getenv());
    }
    environment.putAll(options.environment());
    return new StdioTransport(
        new CodexLocator(environment).locate(options.command(), options.directory()),
        environment,
        options.directory(),
        options.closeTimeout(),
        options.maxMessageBytes());
  }
}
