package ai.band.adapter.codex.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what every source says about a group of options and settles each on one value: code and
 * command line, then environment, then file, then launcher default, then default.
 *
 * <p>Problems are collected, not thrown, so that all can be told at once. For one thread.
 */
public final class OptionLayers {
  private record Candidate(@Nullable Object raw, boolean text, OptionSource source) {}

  private final List<Option<?>> options;
  private final Map<Option<?>, Candidate> strongest = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private FolderNames folders = FolderNames.ofProcess();

  /** Nothing said yet. */
  public OptionLayers(List<Option<?>> options) {
    this.options = List.copyOf(options);
  }

  /** A value set in code; null unsets. */
  public void code(Option<?> option, @Nullable Object value) {
    offer(option, new Candidate(value, false, OptionSource.code(option.key())));
  }

  /** A value written on the command line. */
  public void flag(Option<?> option, String text, String flag) {
    offer(option, new Candidate(text, true, OptionSource.flag(flag)));
  }

  /** Everything the environment says. Names in any case; blank values count as unset. */
  public void environment(Map<String, String> environment) {
    Map<String, String> folded = new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          String upper = name.toUpperCase(Locale.ROOT);
          if (upper.equals(name)) {
            folded.put(upper, value);
          } else {
            folded.putIfAbsent(upper, value);
          }
        });
    for (Option<?> option : options) {
      for (String name : option.environment()) {
        String value = folded.get(name);
        if (value != null && !value.isBlank() && !ignored(option, name, value)) {
          offer(option, new Candidate(value, true, OptionSource.environment(name)));
          break;
        }
      }
    }
  }

  private boolean ignored(Option<?> option, String name, String value) {
    if (!option.ignores(value)) {
      return false;
    }
    warnings.add(
        name
            + "="
            + value
            + " is ignored: another program has set it for its own children. Set "
            + option.key()
            + " in the configuration file if you need it.");
    return true;
  }

  /**
   * The keys of a YAML map. A key of no option is a problem.
   *
   * @param map keys and trees
   * @param place what stands before a key in errors, for example {@code agent_config.yaml: bot.}
   */
  public void yaml(Map<?, ?> map, String place) {
    map.forEach(
        (name, value) -> {
          Option<?> option = named(String.valueOf(name));
          if (option == null) {
            problems.add(unknown(place, String.valueOf(name), keys(options)));
          } else {
            yaml(option, value, place + name);
          }
        });
  }

  /**
   * The keys of a YAML map, with a map inside it whose keys win.
   *
   * @param nested the key of the inner map
   */
  public void yamlWithNested(Map<?, ?> map, String nested, String place) {
    Map<Object, Object> outer = new LinkedHashMap<>(map);
    Object inner = outer.remove(nested);
    yaml(outer, place);
    if (inner instanceof Map<?, ?> innerMap) {
      yaml(innerMap, place + nested + ".");
    } else if (inner != null) {
      problems.add(place + nested + ": this is not a map. Put the options below it, indented.");
    }
  }

  /** One value of a YAML file. A blank text counts as unset. */
  public void yaml(Option<?> option, @Nullable Object value, String place) {
    boolean says = value == null ? option.nullable() : !(value instanceof String t && t.isBlank());
    if (says) {
      offer(option, new Candidate(value, false, OptionSource.file(place)));
    }
  }

  /** Applies what the launcher sets in a container. */
  public void launcherDefaults() {
    for (Option<?> option : options) {
      Object value = option.launcherDefault();
      if (value != null) {
        offer(option, new Candidate(value, false, OptionSource.launcherDefault(option.key())));
      }
    }
  }

  /** Says how names of folders are understood; otherwise as the process does. */
  public void folders(FolderNames names) {
    folders = names;
  }

  FolderNames folders() {
    return folders;
  }

  /** Adds a problem that was found elsewhere. */
  public void problem(String line) {
    problems.add(line);
  }

  /** The problems found so far, each one line. */
  public List<String> problems() {
    return problems;
  }

  /** What deserves attention but stops nothing. */
  public List<String> warnings() {
    return warnings;
  }

  /** Settles every option. A value that is not allowed becomes a problem and the default stands. */
  public SettledOptions settle() {
    Map<Option<?>, OptionValue<?>> settled = new LinkedHashMap<>();
    for (Option<?> option : options) {
      settled.put(option, settle(option));
    }
    return new SettledOptions(settled);
  }

  private <T> OptionValue<T> settle(Option<T> option) {
    Candidate candidate = strongest.get(option);
    var none =
        new OptionValue<T>(option, option.defaultValue(), OptionSource.defaultValue(option.key()));
    if (candidate == null) {
      return none;
    }
    Object raw = candidate.raw();
    if (raw == null || unsets(option, candidate)) {
      return option.nullable() ? new OptionValue<>(option, null, candidate.source()) : none;
    }
    try {
      T value = candidate.text() ? option.type().parse((String) raw) : option.type().convert(raw);
      return new OptionValue<>(option, value, candidate.source());
    } catch (IllegalArgumentException e) {
      problems.add(refused(candidate.source().name(), option.quote(raw), e.getMessage()));
      return none;
    }
  }

  /**
   * Changes the value that an option would settle on now; where it came from stays.
   *
   * @param place source of the new value when nobody has set the option yet
   */
  public <T> void amend(Option<T> option, Function<@Nullable T, T> change, String place) {
    Candidate standing = strongest.get(option);
    int known = problems.size();
    T settled = settle(option).value();
    problems.subList(known, problems.size()).clear(); // told when everything is settled
    OptionSource source = standing == null ? OptionSource.file(place) : standing.source();
    strongest.put(option, new Candidate(change.apply(settled), false, source));
  }

  private static boolean unsets(Option<?> option, Candidate candidate) {
    return option.nullable()
        && option.defaultValue() != null
        && candidate.raw() instanceof String text
        && text.strip().equalsIgnoreCase("none");
  }

  private void offer(Option<?> option, Candidate candidate) {
    Candidate standing = strongest.get(option);
    if (standing == null || rank(candidate).compareTo(rank(standing)) <= 0) {
      strongest.put(option, candidate);
    }
  }

  private static OptionSource.Kind rank(Candidate candidate) {
    return candidate.source().kind();
  }

  private @Nullable Option<?> named(String key) {
    for (Option<?> option : options) {
      if (option.key().equals(key)) {
        return option;
      }
    }
    return null;
  }

  /** The keys of options, sorted. */
  public static SortedSet<String> keys(List<Option<?>> options) {
    var keys = new TreeSet<String>();
    options.forEach(option -> keys.add(option.key()));
    return keys;
  }

  /** The line for a key that nobody knows. */
  public static String unknown(String place, String key, Set<String> known) {
    return place + key + ": there is no such key." + Suggestion.hint(key, known);
  }

  /** The line for a value that is not allowed. */
  public static String refused(String name, String quoted, @Nullable String remedy) {
    return name + ": " + quoted + " is not allowed. " + remedy;
  }
}
