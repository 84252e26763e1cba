package ai.band.adapter.codex.config;

/** How the Codex app-server is reached. */
public enum Transport {
  /** A process of our own, spoken to over standard input and output. */
  STDIO,
  /** A running server, spoken to over a WebSocket. */
  WS
}
