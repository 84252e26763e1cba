package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagParserTest {
  private final Flags flags = new Flags("Does something.");

  @BeforeEach
  void describe() {
    flags.add(Flag.valued("--model", "TEXT", "The model."));
    flags.add(Flag.valued("--message", "TEXT", "A message.").withLetter('m'));
    flags.add(Flag.plain("--all", "All of them."));
    flags.add(
        Flag.of("--notify", Flag.Takes.MAYBE_A_VALUE, () -> new Flag.Help("true|false", "Tells.")));
    flags.add(Flags.HELP);
  }

  @Test
  void a_value_stands_after_a_blank_or_an_equals_sign() {
    assertThat(parse("--model", "a").value("--model")).isEqualTo("a");
    assertThat(parse("--model=a").value("--model")).isEqualTo("a");
    assertThat(parse("--model=a=b").value("--model")).isEqualTo("a=b");
    assertThat(parse("--model=").value("--model")).isEmpty();
    assertThat(parse("--model", "").value("--model")).isEmpty();
    assertThat(parse().value("--model")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-x", "--strange", "--all", "\"quoted\"", "'{\"a\": \"b\"}'", "--"})
  void after_an_equals_sign_every_value_is_taken_as_it_is(String value) {
    assertThat(parse("--model=" + value, "--all").value("--model")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-x", "-", "--strange", "\"quoted\"", "a b", "@file"})
  void after_a_blank_every_value_is_taken_that_is_no_flag(String value) {
    assertThat(parse("--model", value, "--all").value("--model")).isEqualTo(value);
  }

  @Test
  void a_repeated_flag_keeps_all_values_and_the_last_one_counts() {
    ParsedFlags parsed = parse("--model", "a", "--all", "--model=b", "--all");
    assertThat(parsed.values("--model")).containsExactly("a", "b");
    assertThat(parsed.value("--model")).isEqualTo("b");
    assertThat(parsed.has("--all")).isTrue();
  }

  @Test
  void a_switch_may_stand_alone_or_have_a_value() {
    assertThat(parse("--notify").has("--notify")).isTrue();
    assertThat(parse("--notify").value("--notify")).isEqualTo("true");
    assertThat(parse("--notify=false", "--notify").value("--notify")).isEqualTo("true");
    assertThat(parse("--notify=false").value("--notify")).isEqualTo("false");
    assertThat(parse("--notify", "false").value("--notify")).isEqualTo("false");
    assertThat(parse("--notify", "--model=a").value("--notify")).isEqualTo("true");
  }

  @Test
  void a_plain_flag_may_be_said_to_be_true_or_false_and_nothing_else() {
    assertThat(parse("--all=true").has("--all")).isTrue();
    assertThat(parse("--all=false").has("--all")).isFalse();
    refused("--all takes no value but true or false", "--all=maybe");
    refused("Word 2 ", "--all", "false");
  }

  @Test
  void a_letter_stands_for_its_flag() {
    assertThat(parse("-m", "a", "-m=b", "-mc").values("--message")).containsExactly("a", "b", "c");
    refused("-x", "-x");
    refused("-hm", "-hm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--mode", "--modle", "--Model", "---model", "-odel", "-nodel=x"})
  void what_is_only_like_a_flag_is_refused_with_the_nearest_one(String word) {
    refused("Did you mean --model?", word, "x");
  }

  @Test
  void an_unknown_flag_is_named_without_its_value() {
    assertThatThrownBy(() -> parse("--api-key=very-secret"))
        .isInstanceOf(UsageException.class)
        .hasMessage("Unknown flag --api-key. See --help.");
  }

  @Test
  void a_missing_value_is_asked_for() {
    refused("--model needs a value. Write --model=TEXT", "--model");
    refused("--model needs a value", "--model", "--all");
    refused("--model needs a value", "--model", "-m", "x");
    refused("--message needs a value", "-m");
  }

  @Test
  void flags_end_at_two_dashes_and_other_words_are_refused_wherever_they_stand() {
    assertThat(parse("--model", "a", "--").value("--model")).isEqualTo("a");
    refused("Word 2 ", "--", "--all");
    refused("Word 1 ", "word", "--all");
    refused("Word 2 ", "--all", "word", "--model", "a");
    refused("Word 1 ", "-");
    refused("Word 1 ", "");
  }

  @Test
  void a_word_of_no_flag_is_not_printed_because_it_may_be_a_key() {
    assertThatThrownBy(() -> parse("--model=", "very-secret"))
        .isInstanceOf(UsageException.class)
        .hasMessageNotContaining("very-secret");
  }

  @Test
  void a_number_is_checked() {
    assertThat(parse("--model=-7").number("--model", 3)).isEqualTo(-7);
    assertThat(parse().number("--model", 3)).isEqualTo(3);
    assertThatThrownBy(() -> parse("--model=1.5").number("--model", 3))
        .isInstanceOf(UsageException.class)
        .hasMessage("--model: \"1.5\" is not allowed. Use a whole number.");
  }

  @Test
  void help_is_asked_for_before_two_dashes() {
    assertThat(FlagParser.asksForHelp(List.of("--wrong", "-h"))).isTrue();
    assertThat(FlagParser.asksForHelp(List.of("--help"))).isTrue();
    assertThat(FlagParser.asksForHelp(List.of("--", "--help"))).isFalse();
    assertThat(FlagParser.asksForHelp(List.of("--model=-h"))).isFalse();
  }

  @Test
  void a_flag_is_described_once() {
    assertThatThrownBy(() -> flags.add(Flag.plain("--all", "Again.")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--all");
  }

  private ParsedFlags parse(String... words) {
    return FlagParser.parse(flags, List.of(words));
  }

  private void refused(String message, String... words) {
    assertThatThrownBy(() -> parse(words))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
