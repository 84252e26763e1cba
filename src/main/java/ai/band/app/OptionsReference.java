package ai.band.app;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionType;
import java.util.List;

/** The reference of all options as Markdown, made from their descriptions. */
final class OptionsReference {
  private static final String HEAD = "| Option | Values | Default | Environment | What it does |\n";
  private static final String RULE = "| --- | --- | --- | --- | --- |\n";

  private final StringBuilder text = new StringBuilder();

  private OptionsReference() {}

  /** The whole reference; the same text for the same program. */
  static String markdown() {
    var reference = new OptionsReference();
    reference.group(
        "Codex",
        "In the agent's section, or in a map `codex` inside it, which wins. Environment names are"
            + " read in any case. The flag of `turn_timeout_s` is `--turn-timeout-s` (or"
            + " `--codex-turn-timeout-s`), and so on.",
        CodexOptions.all(),
        true);
    reference.group(
        "Identity and addresses", "In the agent's section.", SectionOptions.GENERAL, false);
    reference.group("Start", "In a map `agent` inside the section.", SectionOptions.AGENT, false);
    reference.group(
        "Rooms", "In a map `session` inside the section.", SectionOptions.SESSION, false);
    reference.group(
        "Contacts", "In a map `contacts` inside the section.", SectionOptions.CONTACTS, false);
    reference.group(
        "Working tree", "In a map `repo` inside the section.", RepositoryOptions.all(), false);
    reference.group(
        "Program",
        "They hold for all agents. All but `config` and `agent` may also stand in the section"
            + " `defaults` of the file.",
        RunOptions.all(),
        false);
    reference.group(
        "Container",
        "Flags and variables only: they hold for all agents. Every variable of these tables, and"
            + " every one that looks like a secret, may also be given as a file: `NAME_FILE` names"
            + " the file that holds the value of `NAME`.",
        ContainerOptions.all(),
        false);
    reference.group(
        "Logging",
        "They hold for all agents, and may also stand in the section `defaults` of the file.",
        LogOptions.all(),
        false);
    return reference.text.toString().stripTrailing() + "\n";
  }

  private void group(String title, String where, List<Option<?>> options, boolean rulesForFlags) {
    text.append("#### ").append(title).append("\n\n").append(where).append("\n\n");
    text.append(HEAD).append(RULE);
    options.forEach(option -> row(option, rulesForFlags));
    text.append('\n');
  }

  private void row(Option<?> option, boolean rulesForFlags) {
    text.append("| `").append(option.key()).append('`');
    if (!rulesForFlags && !option.flags().isEmpty()) {
      text.append("<br>`").append(option.flags().get(0)).append('`');
    }
    cell(values(option.type()));
    cell(defaultText(option));
    cell(code(option.environment()));
    cell(escape(option.help()));
    text.append(" |\n");
  }

  private void cell(String content) {
    text.append(" | ").append(content);
  }

  private static String values(OptionType<?> type) {
    return type.allowed().isEmpty() ? type.name() : code(type.allowed());
  }

  private static String defaultText(Option<?> option) {
    String text = option.defaultText();
    String shown = option.defaultValue() == null || text.contains(" ") ? text : "`" + text + "`";
    if (option.launcherDefault() == null) {
      return shown;
    }
    return shown + "; in the container image `" + launcherText(option) + "`";
  }

  private static <T> String launcherText(Option<T> option) {
    return option.type().render(option.launcherDefault());
  }

  private static String code(List<String> words) {
    return String.join(", ", words.stream().map(word -> "`" + word + "`").toList());
  }

  private static String escape(String text) {
    return text.replace("|", "\\|").replace("<", "\\<");
  }
}
