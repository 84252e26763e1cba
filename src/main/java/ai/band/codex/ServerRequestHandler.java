package ai.band.codex;

import ai.band.codex.protocol.ServerRequest;

/**
 * Answers what the server asks.
 *
 * <p>Each request is handled on a virtual thread of its own, so a handler may block for as long as
 * a human needs. It may also return first and answer later. A handler that throws before it has
 * answered declines.
 */
@FunctionalInterface
public interface ServerRequestHandler {
  void handle(ServerRequest request) throws Exception;
}
