package ai.band.local.world;

/** Tells text that somebody can see from text that nobody can. */
final class Visible {
  private Visible() {}

  static boolean hasAny(String text) {
    return text.codePoints().anyMatch(Visible::isVisible);
  }

  private static boolean isVisible(int c) {
    if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
      return false;
    }
    boolean filler = c == 0x3164 || c == 0xFFA0 || c == 0x115F || c == 0x1160 || c == 0x2800;
    boolean selector = (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
    return !filler
        && !selector
        && c != 0x034F
        && Character.getType(c) != Character.FORMAT
        && Character.getType(c) != Character.UNASSIGNED;
  }
}
