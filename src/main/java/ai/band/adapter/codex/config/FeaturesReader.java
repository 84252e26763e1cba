package ai.band.adapter.codex.config;

import ai.band.api.AdapterFeatures;
import ai.band.api.BandConfigException;
import ai.band.api.Capability;
import ai.band.api.Emit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@link AdapterFeatures} from the {@code features} map of a configuration file. */
public final class FeaturesReader {
  private static final SortedSet<String> KEYS =
      new TreeSet<>(
          List.of("capabilities", "emit", "include_tools", "exclude_tools", "include_categories"));

  private final Map<?, ?> map;
  private final String place;
  private final List<String> problems = new ArrayList<>();

  private FeaturesReader(Map<?, ?> map, String place) {
    this.map = map;
    this.place = place;
  }

  /**
   * Reads the map. A single word stands for a list of one.
   *
   * @param map the keys {@code capabilities}, {@code emit}, {@code include_tools}, {@code
   *     exclude_tools}, {@code include_categories}; a missing {@code emit} or {@code capabilities}
   *     means none
   * @param place what stands before a key in errors, for example {@code bot.features.}
   * @throws BandConfigException with all problems together
   */
  public static AdapterFeatures read(Map<?, ?> map, String place) {
    return new FeaturesReader(map, place).read();
  }

  private AdapterFeatures read() {
    for (Object key : map.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        problems.add(OptionLayers.unknown(place, String.valueOf(key), KEYS));
      }
    }
    var features =
        new AdapterFeatures(
            flags("capabilities", Capability::of),
            flags("emit", Emit::of),
            words("include_tools"),
            words("exclude_tools"),
            words("include_categories"));
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
    return features;
  }

  private <T> Set<T> flags(String key, Function<String, T> reader) {
    Set<T> flags = new LinkedHashSet<>();
    List<String> words = words(key);
    for (String word : words == null ? List.<String>of() : words) {
      try {
        flags.add(reader.apply(word));
      } catch (BandConfigException e) {
        e.problems().forEach(problem -> problems.add(place + problem));
      }
    }
    return flags;
  }

  private @Nullable List<String> words(String key) {
    Object tree = map.get(key);
    if (tree == null || (tree instanceof List<?> list && list.isEmpty())) {
      return tree == null ? null : List.of();
    }
    try {
      return OptionTypes.names().convert(tree);
    } catch (IllegalArgumentException e) {
      problems.add(OptionLayers.refused(place + key, "this value", e.getMessage()));
      return null;
    }
  }
}
