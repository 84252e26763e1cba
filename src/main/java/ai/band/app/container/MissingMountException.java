package ai.band.app.container;

/** A folder that has to be mounted into the container is not there. */
public final class MissingMountException extends RuntimeException {
  MissingMountException(String problem) {
    super(problem);
  }
}
