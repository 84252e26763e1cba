package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import java.util.Locale;

/** How tools are called, and what Codex and the services behind it accept as a name. */
public final class ToolNaming {
  private static final String SUFFIX = "Input";

  /** The services that models run on refuse longer ones. */
  private static final int LONGEST = 64;

  private ToolNaming() {}

  /** The name that a record gives its tool. */
  static String nameOf(Class<?> input) {
    String simple = input.getSimpleName();
    String plain =
        simple.endsWith(SUFFIX) ? simple.substring(0, simple.length() - SUFFIX.length()) : simple;
    return plain.toLowerCase(Locale.ROOT);
  }

  /**
   * Checks a name.
   *
   * @return the name
   * @throws BandConfigException when Codex or a model's service would refuse it
   */
  public static String checked(String name) {
    if (name.isBlank()) {
      throw new BandConfigException("tool '" + name + "': a tool needs a name. Give it one.");
    }
    if (name.length() > LONGEST) {
      throw new BandConfigException(
          "tool '" + name + "': the name has more than " + LONGEST + " characters. Shorten it.");
    }
    if (name.startsWith("mcp__") || !name.chars().allMatch(ToolNaming::isAllowed)) {
      throw new BandConfigException(
          "tool '"
              + name
              + "': Codex does not accept this name. Use letters, digits, - and _, and no mcp__ in"
              + " front.");
    }
    return name;
  }

  private static boolean isAllowed(int c) {
    return c == '-'
        || c == '_'
        || (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z');
  }
}
