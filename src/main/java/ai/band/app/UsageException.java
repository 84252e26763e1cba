package ai.band.app;

/** The command cannot do what it was asked on this machine: a wrong word, a port in use. */
final class UsageException extends RuntimeException {
  UsageException(String what, String remedy) {
    super(what + " " + remedy);
  }
}
