package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.codex.CodexException.CodexNotFound;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodexLocatorTest {
  @TempDir private Path folder;

  @Test
  void the_first_codex_on_the_path_wins() throws IOException {
    Path second = program("b/codex");
    program("c/codex");
    program("c/codex-cli");
    assertThat(locate(Map.of("PATH", path("a", "b", "c"))))
        .containsExactly(second.toString(), "app-server", "--listen", "stdio://");
  }

  @Test
  void codex_cli_is_taken_when_there_is_no_codex() throws IOException {
    Path cli = program("c/codex-cli");
    Files.createDirectories(folder.resolve("a/codex"));
    assertThat(locate(Map.of("PATH", path("a", "c")))).startsWith(cli.toString());
  }

  @Test
  void the_variables_win_over_the_path_and_the_command_over_both() throws IOException {
    Path own = program("own/my codex");
    program("b/codex");
    Map<String, String> both =
        Map.of(
            "PATH",
            path("b"),
            "CODEX_PATH",
            own.toString(),
            "CODEX_COMMAND",
            "codex app-server -c 'a=\"x y\"'");
    assertThat(locate(both)).containsExactly("codex", "app-server", "-c", "a=\"x y\"");
    assertThat(locate(Map.of("PATH", path("b"), "CODEX_PATH", own.toString())))
        .containsExactly(own.toString(), "app-server", "--listen", "stdio://");
    assertThat(new CodexLocator(both).locate(List.of(own.toString(), "x"), null))
        .containsExactly(own.toString(), "x");
  }

  @Test
  void nothing_found_says_where_was_searched_and_how_to_install() {
    assertThatThrownBy(() -> locate(Map.of("PATH", path("a", "b"))))
        .isInstanceOfSatisfying(CodexNotFound.class, e -> assertThat(e.searched()).hasSize(4))
        .hasMessageContaining(folder.resolve("a/codex").toString())
        .hasMessageContaining("Node.js 18")
        .hasMessageContaining("npm install -g @openai/codex");
  }

  @Test
  void a_named_program_that_is_none_is_named_in_the_error() {
    assertThatThrownBy(() -> locate(Map.of("PATH", "", "CODEX_PATH", "/no/such/codex")))
        .isInstanceOf(CodexNotFound.class)
        .hasMessageContaining("CODEX_PATH")
        .hasMessageContaining("/no/such/codex");
    assertThatThrownBy(() -> locate(Map.of("PATH", "", "CODEX_COMMAND", "kodex app-server")))
        .isInstanceOf(CodexNotFound.class)
        .hasMessageContaining("CODEX_COMMAND")
        .hasMessageContaining("kodex");
  }

  @Test
  void command_lines_are_split_at_blanks_outside_of_quotes() {
    assertThat(CodexLocator.split("  /a/b\\ c  \"d e\" 'f \"g\\h' i\"\"j '' \"k\\\"l\" "))
        .containsExactly("/a/b c", "d e", "f \"g\\h", "ij", "", "k\"l");
    assertThat(CodexLocator.split("C:\\codex\\codex.exe app-server"))
        .containsExactly("C:\\codex\\codex.exe", "app-server");
    assertThatThrownBy(() -> CodexLocator.split("codex 'open"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quote");
  }

  @Test
  void unsafe_or_senseless_options_are_refused() {
    assertThatThrownBy(() -> CodexOptions.builder().command(List.of()).build())
        .hasMessageContaining("command is empty");
    assertThatThrownBy(() -> options("http://127.0.0.1:1", null)).hasMessageContaining("ws://");
    assertThatThrownBy(() -> options("ws://codex.example:1", "token"))
        .hasMessageContaining("wss://")
        .hasMessageNotContaining("token-value");
    assertThat(options("ws://127.0.0.1:1", "token-value").toString()).doesNotContain("token-value");
    assertThat(options("ws://localhost:1", "t").bearerToken()).isEqualTo("t");
    assertThat(options("wss://codex.example", "t").bearerToken()).isEqualTo("t");
  }

  private static CodexOptions options(String url, @org.jspecify.annotations.Nullable String token) {
    return CodexOptions.builder().webSocketUrl(java.net.URI.create(url)).bearerToken(token).build();
  }

  private List<String> locate(Map<String, String> environment) {
    return new CodexLocator(environment).locate(null, null);
  }

  private String path(String... names) {
    return String.join(
        File.pathSeparator,
        java.util.Arrays.stream(names).map(n -> folder.resolve(n).toString()).toList());
  }

  private Path program(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
