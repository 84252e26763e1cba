package ai.band.local.socket;

/** What a client said. */
sealed interface WebSocketMessage {
  record Text(String text) implements WebSocketMessage {}

  record Binary() implements WebSocketMessage {}

  /** {@code code} 1005: the client gave none. */
  record Closed(int code) implements WebSocketMessage {}
}
