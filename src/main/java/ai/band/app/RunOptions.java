package ai.band.app;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionTypes;
import java.time.Duration;
import java.util.List;

/** The options of starting and stopping agents. They hold for all agents of a program. */
final class RunOptions {
  static final Option<String> CONFIG =
      Option.of("config", OptionTypes.word())
          .environment("AGENT_CONFIG")
          .flags("--config")
          .defaultsTo("agent_config.yaml")
          .help("The configuration file.");

  static final Option<List<String>> AGENT =
      Option.of("agent", OptionTypes.names())
          .environment("AGENT_KEY", "CODEX_AGENT_KEY")
          .flags("--agent")
          .defaultNote("the only section")
          .help("Section of the file to run. The flag may be repeated.");

  static final Option<Duration> CONNECT_TIMEOUT =
      Option.of("connect_timeout", OptionTypes.seconds())
          .environment("BAND_CONNECT_TIMEOUT")
          .flags("--connect-timeout")
          .defaultsTo(Duration.ofMinutes(2))
          .help("How long the first connection to Band may take, attempts and waits together.");

  static final Option<Duration> SHUTDOWN_TIMEOUT =
      Option.of("shutdown_timeout", OptionTypes.secondsFromZero())
          .environment("BAND_SHUTDOWN_TIMEOUT")
          .flags("--shutdown-timeout")
          .defaultsTo(Duration.ofSeconds(30))
          .help("How long running turns may take to end when the program is stopped.");

  private static final List<Option<?>> ALL =
      List.of(CONFIG, AGENT, CONNECT_TIMEOUT, SHUTDOWN_TIMEOUT);

  private RunOptions() {}

  static List<Option<?>> all() {
    return ALL;
  }
}
