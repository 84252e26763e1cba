package ai.band.app;

/** The pinned Codex CLI could not be fetched; the message says why and what to do. */
public final class CodexInstallException extends RuntimeException {
  CodexInstallException(String what, String remedy) {
    super(what + " " + remedy);
  }
}
