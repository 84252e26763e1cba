package ai.band.platform;

/** A payload without something it must have. */
final class MalformedPush extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPush(String key) {
    super("the key '" + key + "' is missing or has the wrong type", null, false, false);
  }
}
