package ai.band.tools;

/** A call that cannot be carried out as asked; the text is for the model. */
final class ToolRefused extends RuntimeException {
  ToolRefused(String message) {
    super(message);
  }
}
