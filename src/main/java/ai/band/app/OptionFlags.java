package ai.band.app;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionLayers;
import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Flags made from the descriptions of options, and read back into layers. */
final class OptionFlags {
  private static final String NO = "--no-";

  private OptionFlags() {}

  /**
   * Adds a flag for each option and each of its other spellings; those are not in the help.
   *
   * @param title stands above them in the help
   */
  static void add(CommandSpec spec, String title, List<Option<?>> options) {
    var group =
        ArgGroupSpec.builder().heading("%n" + title + "%n").validate(false).exclusive(false);
    for (Option<?> option : options) {
      boolean main = true;
      for (String flag : option.flags()) {
        OptionSpec built = flag(option, flag, !main);
        if (main) {
          group.addArg(built);
        } else {
          spec.addOption(built);
        }
        if (option.type().isSwitch()) {
          spec.addOption(OptionSpec.builder(negated(flag)).hidden(true).build());
        }
        main = false;
      }
    }
    spec.addArgGroup(group.build());
  }

  private static OptionSpec flag(Option<?> option, String flag, boolean hidden) {
    var builder =
        OptionSpec.builder(flag)
            .type(String.class)
            .hidden(hidden)
            .paramLabel(label(option))
            .description(description(option));
    if (option.type().isSwitch()) {
      return builder.arity("0..1").fallbackValue("true").build();
    }
    return builder.arity("1").build();
  }

  private static String label(Option<?> option) {
    return option.type().isSwitch()
        ? "true|false"
        : option.type().name().toUpperCase(java.util.Locale.ROOT).replace(' ', '_');
  }

  private static String description(Option<?> option) {
    var text = new StringBuilder(option.help());
    List<String> allowed = option.type().allowed();
    if (!allowed.isEmpty()) {
      text.append(" One of ").append(String.join(", ", allowed)).append('.');
    }
    text.append(" Default: ").append(option.defaultText()).append('.');
    return text.toString().replace("%", "%%");
  }

  private static String negated(String flag) {
    return NO + flag.substring(2);
  }

  /** Gives what was written on the command line to the layers. */
  static void read(ParseResult parsed, List<Option<?>> options, OptionLayers layers) {
    for (Option<?> option : options) {
      for (String flag : option.flags().reversed()) {
        if (parsed.hasMatchedOption(flag)) {
          layers.flag(option, parsed.matchedOptionValue(flag, ""), flag);
        }
        String negated = negated(flag);
        if (option.type().isSwitch() && parsed.hasMatchedOption(negated)) {
          layers.flag(option, "false", negated);
        }
      }
    }
  }
}
