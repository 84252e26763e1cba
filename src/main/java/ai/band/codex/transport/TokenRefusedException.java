package ai.band.codex.transport;

import java.io.IOException;

/** The Codex server wants another bearer token. Trying again does not help. */
public final class TokenRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  public TokenRefusedException(String message) {
    super(message);
  }
}
