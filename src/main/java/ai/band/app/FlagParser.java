package ai.band.app;

import ai.band.adapter.codex.config.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Reads the words after a command. */
final class FlagParser {
  private static final String END_OF_FLAGS = "--";

  private final Flags flags;
  private final List<String> spelled = new ArrayList<>();

  private FlagParser(Flags flags) {
    this.flags = flags;
  }

  /** Whether the help is asked for; then it does not matter what else is there. */
  static boolean asksForHelp(List<String> words) {
    int end = words.indexOf(END_OF_FLAGS);
    List<String> flags = end < 0 ? words : words.subList(0, end);
    return flags.contains(Flags.HELP.name()) || flags.contains("-" + Flags.HELP.letter());
  }

  /**
   * Reads the words.
   *
   * @throws UsageException at the first one that is wrong
   */
  static ParsedFlags parse(Flags flags, List<String> words) {
    return words.isEmpty() ? new ParsedFlags(Map.of()) : new FlagParser(flags).parse(words);
  }

  private ParsedFlags parse(List<String> words) {
    spell(words);
    CommandLine line = parseSpelled();
    List<String> others = line.getArgList();
    if (!others.isEmpty()) {
      int place = words.indexOf(others.getFirst()) + 1; // the word itself may be a secret
      throw new UsageException(
          "Word " + place + " after the command belongs to no flag.", "See --help.");
    }
    Map<String, List<String>> written = new HashMap<>();
    for (Option option : line.getOptions()) {
      List<String> given = option.getValuesList();
      written
          .computeIfAbsent("--" + option.getLongOpt(), unused -> new ArrayList<>())
          .addAll(given.isEmpty() && option.hasOptionalArg() ? List.of("true") : given);
    }
    return new ParsedFlags(written);
  }

  private CommandLine parseSpelled() {
    try {
      return DefaultParser.builder()
          .setAllowPartialMatching(false)
          .setStripLeadingAndTrailingQuotes(false)
          .get()
          .parse(options(), spelled.toArray(String[]::new));
    } catch (MissingArgumentException e) {
      throw valueMissing("--" + e.getOption().getLongOpt());
    } catch (UnrecognizedOptionException e) {
      throw unknown(e.getOption());
    } catch (ParseException e) {
      throw new UsageException(String.valueOf(e.getMessage()) + ".", "See --help.");
    }
  }

  private Options options() {
    var options = new Options();
    for (Flag flag : flags.all()) {
      options.addOption(
          Option.builder()
              .longOpt(flag.name().substring(2))
              .hasArg(flag.takes() != Flag.Takes.NOTHING)
              .optionalArg(flag.takes() == Flag.Takes.MAYBE_A_VALUE)
              .get());
    }
    return options;
  }

  /**
   * Writes every flag with its name, and those that take nothing without a value. The parser would
   * take {@code -model} for {@code --model}, and has no {@code --all=false}.
   */
  private void spell(List<String> words) {
    boolean valueExpected = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals(END_OF_FLAGS)) {
        spelled.addAll(words.subList(i, words.size()));
        return;
      }
      if (word.startsWith("--")) {
        spellName(word);
      } else if (word.startsWith("-") && word.length() > 1) {
        spellLetter(word, valueExpected);
      } else {
        spelled.add(word);
      }
      valueExpected = !spelled.isEmpty() && takesValue(spelled.getLast());
    }
  }

  private boolean takesValue(String word) {
    Flag flag = flags.named(word);
    return flag != null && flag.takes() == Flag.Takes.A_VALUE;
  }

  private void spellName(String word) {
    int equals = word.indexOf('=');
    Flag flag = equals < 0 ? null : flags.named(word.substring(0, equals));
    if (flag == null || flag.takes() != Flag.Takes.NOTHING) {
      spelled.add(word);
      return;
    }
    switch (word.substring(equals + 1)) {
      case "true" -> spelled.add(flag.name());
      case "false" -> {} // as if it were not there
      default ->
          throw new UsageException(
              flag.name() + " takes no value but true or false.",
              "Write only " + flag.name() + ".");
    }
  }

  private void spellLetter(String word, boolean valueExpected) {
    Flag flag = flags.lettered(word.charAt(1));
    if (flag != null && word.length() == 2) {
      spelled.add(flag.name());
    } else if (flag != null && flag.takes() == Flag.Takes.A_VALUE) {
      spelled.add(flag.name() + "=" + word.substring(word.charAt(2) == '=' ? 3 : 2));
    } else if (valueExpected) {
      spelled.add(word);
    } else {
      throw unknown(word);
    }
  }

  private UsageException valueMissing(String name) {
    Flag flag = flags.named(name);
    var help = flag == null ? null : flag.help();
    String label = help == null ? "VALUE" : help.get().label();
    return new UsageException(name + " needs a value.", "Write " + name + "=" + label);
  }

  /** Leaves out what follows the name: it may be a secret. */
  private UsageException unknown(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    return new UsageException("Unknown flag " + name + ".", hint(name, flags.names()));
  }

  /** A question, or where to look when no known name is near. */
  static String hint(String wrong, Collection<String> known) {
    List<String> folded = known.stream().map(name -> name.replace('-', '_')).toList();
    String best = Suggestion.closest(wrong, folded);
    return best == null ? "See --help." : "Did you mean " + best.replace('_', '-') + "?";
  }
}
