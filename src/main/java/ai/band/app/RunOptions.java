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

  static final Option<Integer> START_RETRIES =
      Option.of("start_retries", OptionTypes.integer(0, 1000))
          .environment("BAND_START_RETRIES")
          .flags("--start-retries")
          .defaultsTo(5)
          .help(
              "How often in a row the start of an agent is repeated when Band, a Codex server or"
                  + " the repository cannot be reached. While other agents run, it is repeated"
                  + " on.");

  static final Option<Integer> HEALTH_PORT =
      Option.of("health_port", OptionTypes.integer(0, 65_535))
          .environment("BAND_HEALTH_PORT")
          .flags("--health-port")
          .defaultsTo(0)
          .launcherDefault(8089)
          .help("Port of /live, /ready and /metrics; 0 means none.");

  static final Option<String> HEALTH_ADDRESS =
      Option.of("health_address", OptionTypes.word())
          .environment("BAND_HEALTH_ADDRESS")
          .flags("--health-address")
          .defaultsTo("127.0.0.1")
          .help("Address that port is opened on; 0.0.0.0 lets other hosts ask.");

  static final Option<Integer> HEALTH_MAX_BACKLOG =
      Option.of("health_max_backlog", OptionTypes.integer(0, Integer.MAX_VALUE))
          .environment("BAND_HEALTH_MAX_BACKLOG")
          .flags("--health-max-backlog")
          .defaultsTo(500)
          .help("With more waiting messages an agent counts as not ready.");

  /** The options of the health endpoint. */
  static final List<Option<?>> HEALTH = List.of(HEALTH_PORT, HEALTH_ADDRESS, HEALTH_MAX_BACKLOG);

  /** What the section {@code defaults} of a configuration file may say, too. */
  static final List<Option<?>> IN_FILE =
      List.of(
          CONNECT_TIMEOUT,
          START_RETRIES,
          SHUTDOWN_TIMEOUT,
          HEALTH_PORT,
          HEALTH_ADDRESS,
          HEALTH_MAX_BACKLOG);

  private static final List<Option<?>> ALL =
      List.of(
          CONFIG,
          AGENT,
          CONNECT_TIMEOUT,
          START_RETRIES,
          SHUTDOWN_TIMEOUT,
          HEALTH_PORT,
          HEALTH_ADDRESS,
          HEALTH_MAX_BACKLOG);

  private RunOptions() {}

  /** The flags of a running program, after those that choose its agents. */
  static void addFlags(Flags flags) {
    OptionFlags.add(
        flags, "Time limits:", List.of(CONNECT_TIMEOUT, START_RETRIES, SHUTDOWN_TIMEOUT));
    OptionFlags.add(flags, "Health:", HEALTH);
  }

  static List<Option<?>> all() {
    return ALL;
  }
}
