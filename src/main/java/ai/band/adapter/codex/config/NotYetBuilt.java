package ai.band.adapter.codex.config;

import ai.band.api.BandConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * Options that can be read but do nothing yet. Choosing one stops the start, so that nobody relies
 * on a setting without effect.
 */
public final class NotYetBuilt {
  private static final List<Option<?>> OPTIONS = List.of();

  private NotYetBuilt() {}

  /**
   * Refuses a configuration that chooses such an option.
   *
   * @throws BandConfigException naming each of them
   */
  public static void check(CodexAdapterConfig config) {
    check(config, OPTIONS);
  }

  static void check(CodexAdapterConfig config, List<Option<?>> unbuilt) {
    List<String> problems = new ArrayList<>();
    for (Option<?> option : unbuilt) {
      OptionValue<?> value = config.valueOf(option);
      if (value.source().chosen()) {
        problems.add(
            value.source().name()
                + ": this version cannot do "
                + option.key()
                + " yet. Remove it.");
      }
    }
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
  }
}
