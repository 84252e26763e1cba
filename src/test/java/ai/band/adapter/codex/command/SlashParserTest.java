package ai.band.adapter.codex.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.PlatformMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlashParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "/help; help; ''",
        "  /status  ; status; ''",
        "/APPROVE req-1; approve; req-1",
        "@bot /model list; model; list",
        "@owner/agent @other /thread info; thread; info",
        "@[[5f2b0d5e-0000-4000-8000-000000000001]] /usage; usage; ''",
        "@bot, /approve-session req-3 please; approve-session; req-3 please"
      })
  void a_command_is_found_behind_leading_mentions(String text, String name, String arguments) {
    assertThat(SlashParser.parse(text)).isEqualTo(new SlashCommand(name, arguments));
  }

  @Test
  void any_white_space_parts_command_and_arguments() {
    assertThat(SlashParser.parse("@a @b\n/approve\treq-1\n"))
        .isEqualTo(new SlashCommand("approve", "req-1"));
    assertThat(SlashParser.parse("@a\u00a0/approve\u00a0req-1"))
        .isEqualTo(new SlashCommand("approve", "req-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "@bot",
        "@bot please don't /approve req-1",
        "/",
        "/ help",
        "what does /help do?",
        "@bot/help"
      })
  void everything_else_is_for_the_model(String text) {
    assertThat(SlashParser.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/approved", "/etc/passwd is readable", "@bot /unknown word"})
  void a_slash_word_that_nobody_knows_is_for_the_model(String text) {
    CommandDesk desk = new CommandDesk(List.of());
    var message =
        new PlatformMessage("m", "r", text, "u", "User", null, "text", Map.of(), null, false);

    assertThat(desk.parse(message)).isNull();
  }
}
