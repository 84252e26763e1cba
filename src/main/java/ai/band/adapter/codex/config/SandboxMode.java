package ai.band.adapter.codex.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the commands that Codex runs may touch. Ordered from the narrowest to the widest. */
public enum SandboxMode {
  /** Reading only. */
  READ_ONLY("read-only", "readOnly"),
  /** Writing inside the working directory. */
  WORKSPACE_WRITE("workspace-write", "workspaceWrite"),
  /** No limits. */
  DANGER_FULL_ACCESS("danger-full-access", "dangerFullAccess"),
  /** No limits by Codex: something around it, such as a container, is the sandbox. */
  EXTERNAL_SANDBOX("external-sandbox", "externalSandbox");

  private final String word;
  private final String policyType;

  SandboxMode(String word, String policyType) {
    this.word = word;
    this.policyType = policyType;
  }

  /** The hyphenated word, as in {@code thread/start}. */
  public String word() {
    return word;
  }

  /** The {@code type} of a turn's {@code sandboxPolicy}. */
  public String policyType() {
    return policyType;
  }

  /** Whether {@code thread/start} and {@code thread/resume} know this mode. */
  public boolean validForThread() {
    return this != EXTERNAL_SANDBOX;
  }

  /** Whether this allows more than a ceiling does. An external sandbox counts as full access. */
  public boolean exceeds(SandboxMode ceiling) {
    return level().compareTo(ceiling.level()) > 0;
  }

  private SandboxMode level() {
    return this == EXTERNAL_SANDBOX ? DANGER_FULL_ACCESS : this;
  }

  /**
   * Reads a mode. Case, blanks, underscores and missing hyphens do not matter.
   *
   * @param text for example {@code workspace-write} or {@code workspaceWrite}
   * @return null when there is no such mode
   */
  public static @Nullable SandboxMode parse(String text) {
    String wanted = squeeze(text);
    for (SandboxMode mode : values()) {
      if (squeeze(mode.word).equals(wanted)) {
        return mode;
      }
    }
    return null;
  }

  /** The words of all modes up to one. */
  static List<String> wordsUpTo(SandboxMode widest) {
    return Arrays.stream(values())
        .filter(mode -> mode.compareTo(widest) <= 0)
        .map(SandboxMode::word)
        .toList();
  }

  private static String squeeze(String text) {
    return text.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(" ", "").trim();
  }
}
