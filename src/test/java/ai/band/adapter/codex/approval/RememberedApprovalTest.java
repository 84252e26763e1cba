package ai.band.adapter.codex.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.ApprovalGranularity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an approval for the session covers later, and above all what it does not. */
class RememberedApprovalTest {
  private static final Path FOLDER = Path.of("src/test/resources/approval");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(n|t|r|\\\\|u([0-9A-F]{4}))");

  static Stream<String> neverCovered() throws IOException {
    return lines("never-covered.txt");
  }

  static Stream<String> covered() throws IOException {
    return lines("covered.txt");
  }

  @ParameterizedTest
  @MethodSource("neverCovered")
  void a_harmless_relative_covers_it_in_neither_granularity(String line) {
    String[] pair = line.split(" => ", 2);
    for (ApprovalGranularity how : ApprovalGranularity.values()) {
      assertThat(covers(key(pair[0], how), key(pair[1], how))).as("%s", how).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("covered")
  void the_same_thing_needs_no_second_question(String line) {
    var how =
        line.startsWith("full: ") ? ApprovalGranularity.FULL_COMMAND : ApprovalGranularity.BINARY;
    String[] pair = line.substring(line.indexOf(' ') + 1).split(" => ", 2);

    assertThat(covers(key(pair[0], how), key(pair[1], how))).isTrue();
  }

  @Test
  void the_corpus_is_large_enough_to_mean_something() throws IOException {
    assertThat(neverCovered()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    assertThat(covered()).hasSizeGreaterThanOrEqualTo(20).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(ApprovalGranularity.class)
  void a_very_long_command_is_covered_by_nothing_but_itself(ApprovalGranularity how) {
    String padding = "a".repeat(100_000);

    assertThat(covers(key("npm test", how), key("npm test " + padding, how))).isFalse();
    assertThat(covers(key("npm test " + padding, how), key("npm test " + padding + "b", how)))
        .isFalse();
    assertThat(covers(key("npm test " + padding, how), key("npm test " + padding, how))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(ApprovalGranularity.class)
  void another_folder_and_another_sandbox_are_asked_about_again(ApprovalGranularity how) {
    SessionKey here = SessionKey.ofCommand("npm test", "/here", "workspace-write", how);

    assertThat(covers(here, SessionKey.ofCommand("npm test", "/here", "workspace-write", how)))
        .isTrue();
    assertThat(covers(here, SessionKey.ofCommand("npm test", "/there", "workspace-write", how)))
        .isFalse();
    assertThat(covers(here, SessionKey.ofCommand("npm test", null, "workspace-write", how)))
        .isFalse();
    assertThat(covers(here, SessionKey.ofCommand("npm test", "/here", "danger-full-access", how)))
        .isFalse();
  }

  @Test
  void files_are_the_same_only_as_a_whole_set() {
    SessionKey two = SessionKey.ofFiles(List.of("/w/b", "/w/a"));

    assertThat(covers(two, SessionKey.ofFiles(List.of("/w/a", "/w/b")))).isTrue();
    assertThat(covers(two, SessionKey.ofFiles(List.of("/w/a")))).isFalse();
    assertThat(covers(two, SessionKey.ofFiles(List.of("/w/a", "/w/b", "/w/c")))).isFalse();
    assertThat(
            covers(
                SessionKey.ofFiles(List.of("/w/a|/w/b")),
                SessionKey.ofFiles(List.of("/w/a", "/w/b"))))
        .isFalse();
    assertThat(
            covers(
                SessionKey.ofFiles(List.of("/w/a\",\"/w/b")),
                SessionKey.ofFiles(List.of("/w/a", "/w/b"))))
        .isFalse();
    assertThat(SessionKey.ofFiles(List.of())).isNull();
  }

  @Test
  void a_command_is_never_taken_for_a_file() {
    assertThat(
            covers(
                SessionKey.ofFiles(List.of("ls")),
                SessionKey.ofCommand("[\"ls\"]", null, "", ApprovalGranularity.FULL_COMMAND)))
        .isFalse();
  }

  @Test
  void the_reply_says_what_exactly_will_be_accepted() {
    assertThat(key("npm test", ApprovalGranularity.FULL_COMMAND).describe())
        .contains("exactly the command `npm test`", "in `/workspace`", "workspace-write");
    assertThat(key("npm test", ApprovalGranularity.BINARY).describe())
        .contains("the program `npm`", "in `/workspace`");
    assertThat(key("npm test; ls", ApprovalGranularity.BINARY).describe())
        .contains("exactly the command `npm test; ls`");
  }

  private static boolean covers(SessionKey approved, SessionKey later) {
    var session = new SessionApprovals(10);
    session.add(approved, "alice");
    return session.covers(later);
  }

  private static SessionKey key(String side, ApprovalGranularity how) {
    String text = unescaped(side);
    String wire =
        text.startsWith("wire:")
            ? text.substring("wire:".length())
            : "/bin/bash -lc '" + text.replace("'", "'\\''") + "'";
    return SessionKey.ofCommand(wire, "/workspace", "workspace-write", how);
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    switch (found.group(1).charAt(0)) {
                      case 'n' -> "\n";
                      case 't' -> "\t";
                      case 'r' -> "\r";
                      case 'u' -> String.valueOf((char) Integer.parseInt(found.group(2), 16));
                      default -> "\\";
                    }));
  }

  private static Stream<String> lines(String file) throws IOException {
    return Files.readAllLines(FOLDER.resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"));
  }
}
