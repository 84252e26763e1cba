package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program as its users start it: a real process, a real Codex, nothing configured. */
class DemoIT {
  private static final Path JAR = Path.of(System.getProperty("band.codex.jar"));

  @Test
  void messages_are_answered_and_a_file_is_written() throws Exception {
    var run =
        demo(
            "", "--keep", "--message", "write a file hello.txt with hi", "--message", "list files");

    assertThat(run.exitCode()).describedAs(run.text()).isZero();
    assertThat(run.lines())
        .containsSubsequence(
            "Alice: @alice/codex write a file hello.txt with hi",
            "Codex: @alice I wrote hello.txt.",
            "Alice: @alice/codex list files",
            "Codex: @alice These are the files:",
            "       README.md",
            "       hello.txt",
            "  README.md",
            "  hello.txt (new)",
            "      hi");
    var workspace = Path.of(run.line("Workspace  ").strip());
    assertThat(workspace.resolve("hello.txt")).hasContent("hi\n");
    FileTree.delete(parent(workspace));
  }

  @Test
  void lines_of_a_pipe_are_a_conversation_and_nothing_is_left_behind() throws Exception {
    var run = demo("remember the red door\nwhat did I ask you to remember?\n/status\n");

    assertThat(run.exitCode()).describedAs(run.text()).isZero();
    assertThat(run.text())
        .contains("You asked me to remember the red door (I know it from this thread).")
        .contains("sandbox: workspace-write");
    var workspace = run.line("Workspace  ").split("  ", -1);
    assertThat(workspace).hasSize(2);
    assertThat(workspace[1]).contains("removed at the end").contains("--keep");
    assertThat(parent(Path.of(workspace[0]))).doesNotExist();
  }

  @Test
  void a_message_without_an_answer_makes_the_exit_code_1() throws Exception {
    var run = demo("", "--message", "fail", "--message", "say still here");

    assertThat(run.exitCode()).describedAs(run.text()).isEqualTo(1);
    assertThat(run.text()).contains("No answer to \"fail\"").contains("Codex: @alice still here");
  }

  @Test
  void wrong_words_are_refused_before_anything_starts() throws Exception {
    var model = demo("", "--model", "imaginary");
    assertThat(model.exitCode()).isEqualTo(2);
    assertThat(model.text()).contains("imaginary").contains("offline or real");

    var command = demo("", "--message", "hi", "--codex-command", "/no/such/codex app-server");
    assertThat(command.exitCode()).isNotZero();
    assertThat(command.text()).contains("/no/such/codex");
  }

  private static Path parent(Path folder) {
    return folder.resolve("..").normalize();
  }

  private record Run(int exitCode, String text) {
    List<String> lines() {
      return text.lines().toList();
    }

    String line(String prefix) {
      return lines().stream()
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Run demo(String input, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-jar", JAR.toString(), "demo"));
    command.addAll(List.of(arguments));
    var typed = Files.writeString(Files.createTempFile("typed", ".txt"), input);
    var process =
        new ProcessBuilder(command).redirectInput(typed.toFile()).redirectErrorStream(true).start();
    try {
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Run(process.exitValue(), text);
    } finally {
      process.destroyForcibly();
      Files.delete(typed);
    }
  }
}
