package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpPageTest {
  @TempDir private Path folder;

  @Test
  void the_help_of_the_program_lists_the_commands_that_people_use() {
    assertThat(help())
        .contains("Usage: band-codex COMMAND [FLAG]...", "  -V, --version   Prints the version.")
        .anyMatch(line -> line.startsWith("  run      Runs the agents"))
        .anyMatch(line -> line.startsWith("  health   "))
        .noneMatch(line -> line.contains("rehearse"));
  }

  @Test
  void the_flags_of_a_command_stand_in_groups_under_their_headings() {
    List<String> lines = help("run");
    assertThat(lines)
        .startsWith("Usage: band-codex run [FLAG]...")
        .containsSubsequence(
            "  -h, --help                 Prints this.",
            "",
            "File and agents:",
            "      --config=TEXT          The configuration file. Default: agent_config.yaml.",
            "",
            "Codex:",
            "",
            "Health:");
    for (var option : CodexOptions.all()) {
      assertThat(lines).anyMatch(line -> line.startsWith("      " + option.flags().getFirst()));
    }
  }

  @Test
  void a_switch_shows_that_its_value_may_be_left_out_and_other_spellings_are_not_shown() {
    assertThat(help("run"))
        .contains("      --approval-text-notifications[=true|false]")
        .noneMatch(line -> line.contains("--no-approval-text-notifications"))
        .noneMatch(line -> line.contains("--codex-approval-text-notifications"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run", "demo", "local", "chat", "config", "doctor", "login", "health", "rehearse"})
  void every_command_has_a_help_that_fits_into_the_width(String command) {
    assertThat(help(command))
        .startsWith("Usage: band-codex " + command + " [FLAG]...")
        .anyMatch(line -> line.contains("--debug"))
        .allMatch(line -> line.length() <= 100);
  }

  private List<String> help(String... command) {
    var program = new CommandLineRun(folder);
    String[] words = java.util.Arrays.copyOf(command, command.length + 1);
    words[command.length] = "--help";
    assertThat(program.run(words)).isZero();
    assertThat(program.errors()).isEmpty();
    return program.out().lines().toList();
  }
}
