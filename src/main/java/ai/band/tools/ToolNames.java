package ai.band.tools;

/** Names as hosts hand them on: sometimes with a prefix of their own. */
final class ToolNames {
  private ToolNames() {}

  /** The platform's own name, without a host's prefix. */
  static String plain(String name) {
    for (String prefix : new String[] {"mcp__band__", "band-"}) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return name;
  }
}
