package ai.band.app;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionType;
import ai.band.adapter.codex.config.OptionTypes;
import java.util.List;

/** What is prepared before agents start, meant for containers. It holds for all agents. */
final class ContainerOptions {
  static final Option<List<String>> REQUIRED_MOUNTS =
      option("required_mounts", "BAND_REQUIRED_MOUNTS", OptionTypes.names())
          .defaultsTo(List.of())
          .launcherDefault(List.of("/workspace/repo"))
          .defaultNote("none")
          .help("Folders that must be there; git accepts them whoever owns them.");

  static final Option<String> RUNTIME_HOME =
      option("codex_runtime_home", "CODEX_RUNTIME_HOME", OptionTypes.word())
          .launcherDefault("/workspace/state/codex-home")
          .help(
              "Below it the Codex of each agent gets a home of its own. Login and configuration"
                  + " are taken over from the source home, which is only read: CODEX_HOME, else"
                  + " ~/.codex. Unset: Codex uses the source home.");

  static final Option<Boolean> USE_SOURCE_HOME =
      option("codex_use_source_home", "CODEX_USE_SOURCE_HOME", OptionTypes.bool())
          .defaultsTo(false)
          .help("Uses the source home as it is, in spite of codex_runtime_home.");

  static final Option<Boolean> DISABLE_WEBSOCKET =
      option("codex_disable_websocket", "CODEX_DISABLE_WEBSOCKET", OptionTypes.bool())
          .defaultsTo(true)
          .help(
              "With OPENAI_API_KEY, a home below codex_runtime_home makes Codex talk to the model"
                  + " by plain requests, unless its configuration chooses a provider.");

  static final Option<List<String>> GIT_SAFE_DIRS =
      option("git_safe_dirs", "GIT_SAFE_DIRS", OptionTypes.names())
          .defaultsTo(List.of())
          .defaultNote("none")
          .help("Further working trees that git accepts whoever owns them.");

  private static final List<Option<?>> ALL =
      List.of(REQUIRED_MOUNTS, RUNTIME_HOME, USE_SOURCE_HOME, DISABLE_WEBSOCKET, GIT_SAFE_DIRS);

  private ContainerOptions() {}

  static List<Option<?>> all() {
    return ALL;
  }

  private static <T> Option.Description<T> option(String key, String variable, OptionType<T> type) {
    return Option.of(key, type).environment(variable).flags(Option.flagOf(key));
  }
}
