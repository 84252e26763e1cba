package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.config.ApprovalGranularity;
import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a remembered approval covers. Two requests are the same to a room when their keys are equal.
 *
 * @param kind {@code commandExecution} or {@code fileChange}
 * @param subject the whole command, or its program, or the files as a JSON list
 * @param program whether {@code subject} is a program, so that any arguments are covered
 * @param cwd directory the command runs in; empty for files
 * @param sandbox sandbox in force; empty for files
 */
record SessionKey(String kind, String subject, boolean program, String cwd, String sandbox) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The key of a command; null when it cannot be remembered. */
  static @Nullable SessionKey ofCommand(
      @Nullable String command, @Nullable String cwd, String sandbox, ApprovalGranularity how) {
    if (command == null || command.isBlank()) {
      return null;
    }
    String inner = InnerCommand.of(command).text();
    if (inner.isEmpty()) {
      return null;
    }
    String program = how == ApprovalGranularity.BINARY ? SimpleCommand.program(inner) : null;
    return new SessionKey(
        "commandExecution",
        program == null ? inner : program,
        program != null,
        cwd == null ? "" : cwd,
        sandbox);
  }

  /** The key of a change to a set of files; null when the files are not known. */
  static @Nullable SessionKey ofFiles(Collection<String> paths) {
    if (paths.isEmpty()) {
      return null;
    }
    return new SessionKey(
        "fileChange", JSON.writeValueAsString(new TreeSet<>(paths)), false, "", "");
  }

  /** What will be accepted from now on, for people. */
  String describe() {
    String text = ShownText.inline(subject);
    if (kind.equals("fileChange")) {
      return "changes to exactly these files: " + text;
    }
    String where = cwd.isEmpty() ? "" : " in " + ShownText.inline(cwd);
    return (program ? "any simple command of the program " : "exactly the command ")
        + text
        + where
        + " with sandbox "
        + sandbox;
  }
}
