package ai.band.app.container;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of a {@code config.toml}, changed line by line: everything that is not touched stays as
 * it was written, comments included.
 */
final class CodexToml {
  private static final String MARK =
      "# Written by band-codex; a config.toml of your own replaces it.";
  private static final String PROVIDER = "openai_rest";
  private static final Pattern TABLE =
      Pattern.compile("\\s*\\[{1,2}\\s*[A-Za-z0-9_\"'.-][^,]*]{1,2}\\s*(?:#.*)?");
  private static final Pattern PROVIDER_TABLE =
      Pattern.compile("\\s*\\[\\s*model_providers\\s*\\.\\s*\"?" + PROVIDER + "\"?\\s*].*");
  private static final Pattern UNTRUSTED =
      Pattern.compile("\\s*approval_policy\\s*=\\s*[\"']untrusted[\"']\\s*(?:#.*)?");

  private final List<String> lines;

  CodexToml(String text) {
    this.lines = new ArrayList<>(text.lines().toList());
  }

  /** What holds without a configuration: the room decides by way of this program, not this file. */
  static CodexToml usual(String model) {
    return new CodexToml(
        MARK
            + "\nmodel = \""
            + model.replace("\\", "\\\\").replace("\"", "\\\"")
            + "\"\napproval_policy = \"never\"\nsandbox_mode = \"danger-full-access\"\n");
  }

  static boolean isOurs(String text) {
    return text.startsWith(MARK);
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** Codex refuses to start with this policy in its file; returns whether it was there. */
  boolean dropUntrusted() {
    int end = firstTable();
    boolean found = false;
    for (int i = 0; i < end; i++) {
      if (UNTRUSTED.matcher(lines.get(i)).matches()) {
        lines.set(i, "# " + lines.get(i).strip());
        found = true;
      }
    }
    return found;
  }

  /** Adds the provider that uses plain requests, and chooses it when none is chosen. */
  void pinRestProvider() {
    if (lines.stream().noneMatch(line -> PROVIDER_TABLE.matcher(line).matches())) {
      lines.addAll(
          List.of(
              "",
              "[model_providers." + PROVIDER + "]",
              "name = \"OpenAI by plain requests\"",
              "base_url = \"https://api.openai.com/v1\"",
              "env_key = \"OPENAI_API_KEY\"",
              "wire_api = \"responses\"",
              "supports_websockets = false"));
    }
    if (!has("model_provider")) {
      int at = isOurs(lines.isEmpty() ? "" : lines.get(0)) ? 1 : 0;
      lines.add(at, "model_provider = \"" + PROVIDER + "\"");
    }
  }

  private boolean has(String key) {
    Pattern assignment = Pattern.compile("\\s*\"?" + key + "\"?\\s*=.*");
    return lines.subList(0, firstTable()).stream()
        .anyMatch(line -> assignment.matcher(line).matches());
  }

  private int firstTable() {
    for (int i = 0; i < lines.size(); i++) {
      if (TABLE.matcher(lines.get(i)).matches()) {
        return i;
      }
    }
    return lines.size();
  }
}
