package ai.band.app.repository;

/**
 * A working tree could not be made ready now, for a reason that may pass by itself: the server does
 * not answer, another agent holds the lock. Reasons that need a change by the user are {@link
 * ai.band.api.BandConfigException}s.
 */
public final class RepositoryUnavailableException extends RuntimeException {
  public RepositoryUnavailableException(String message) {
    super(message);
  }
}
