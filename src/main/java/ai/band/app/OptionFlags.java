package ai.band.app;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionLayers;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Flags made from the descriptions of options, and read back into layers. */
final class OptionFlags {
  private static final String NO = "--no-";

  private OptionFlags() {}

  /**
   * Adds a flag for each option and each of its other spellings; those are not in the help.
   *
   * @param title stands above them in the help
   */
  static void add(Flags flags, String title, List<Option<?>> options) {
    for (Option<?> option : options) {
      boolean isSwitch = option.type().isSwitch();
      var takes = isSwitch ? Flag.Takes.MAYBE_A_VALUE : Flag.Takes.A_VALUE;
      @Nullable Supplier<Flag.Help> help = () -> new Flag.Help(label(option), description(option));
      for (String name : option.flags()) {
        flags.add(title, Flag.of(name, takes, help));
        help = null;
        if (isSwitch) {
          flags.add(title, Flag.of(negated(name), Flag.Takes.NOTHING, null));
        }
      }
    }
  }

  private static String label(Option<?> option) {
    return option.type().isSwitch()
        ? "true|false"
        : option.type().name().toUpperCase(Locale.ROOT).replace(' ', '_');
  }

  /** What the help says of an option. */
  static String description(Option<?> option) {
    var text = new StringBuilder(option.help());
    List<String> allowed = option.type().allowed();
    if (!allowed.isEmpty()) {
      text.append(" One of ").append(String.join(", ", allowed)).append('.');
    }
    text.append(" Default: ").append(option.defaultText()).append('.');
    return text.toString();
  }

  private static String negated(String flag) {
    return NO + flag.substring(2);
  }

  /** Gives what was written on the command line to the layers. */
  static void read(ParsedFlags parsed, List<Option<?>> options, OptionLayers layers) {
    for (Option<?> option : options) {
      for (String flag : option.flags().reversed()) {
        String value = parsed.value(flag);
        if (value != null) {
          layers.flag(option, value, flag);
        }
        String negated = negated(flag);
        if (option.type().isSwitch() && parsed.has(negated)) {
          layers.flag(option, "false", negated);
        }
      }
    }
  }
}
