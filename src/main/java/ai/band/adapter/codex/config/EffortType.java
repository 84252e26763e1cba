package ai.band.adapter.codex.config;

import java.util.List;
import java.util.Locale;

/**
 * Reasoning effort. The words everybody knows are listed; models advertise more, and which ones is
 * known only when Codex runs.
 */
final class EffortType implements OptionType<String> {
  static final List<String> KNOWN = List.of("none", "minimal", "low", "medium", "high", "xhigh");

  @Override
  public String name() {
    return "word";
  }

  @Override
  public List<String> allowed() {
    return KNOWN;
  }

  @Override
  public String parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    boolean plain =
        !word.isEmpty() && word.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-');
    if (!plain) {
      throw new IllegalArgumentException(
          OptionTypes.choice(KNOWN) + " A word that the model lists is accepted too.");
    }
    return word;
  }

  @Override
  public String convert(Object tree) {
    return parse(String.valueOf(tree));
  }
}
