package ai.band.app;

import ai.band.adapter.codex.config.OptionValue;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.api.BandConfigException;
import ai.band.app.health.AgentWatch;
import ai.band.app.health.Health;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health endpoint as the options want it; without a port there is none and nothing is watched.
 */
final class HealthEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthEndpoint.class);

  private final SettledOptions options;
  private final @Nullable Health health;

  private HealthEndpoint(SettledOptions options, @Nullable Health health) {
    this.options = options;
    this.health = health;
  }

  /**
   * Opens it.
   *
   * @throws BandConfigException when it cannot listen there
   */
  static HealthEndpoint open(SettledOptions options, Program program) {
    int port = options.required(RunOptions.HEALTH_PORT);
    if (port == 0) {
      return new HealthEndpoint(options, null);
    }
    String address = options.required(RunOptions.HEALTH_ADDRESS);
    try {
      int backlog = options.required(RunOptions.HEALTH_MAX_BACKLOG);
      Health opened = Health.open(address, port, backlog, program.secrets()::mask);
      log.info("health and metrics at http://{}:{}/ready and /metrics", address, opened.port());
      return new HealthEndpoint(options, opened);
    } catch (IOException e) {
      OptionValue<Integer> value = options.of(RunOptions.HEALTH_PORT);
      throw new BandConfigException(
          value.source().name(),
          '"' + String.valueOf(port) + '"',
          "Cannot listen at "
              + address
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "). Choose another health_port or health_address.");
    }
  }

  /** Whether options want another endpoint than this one. */
  boolean differsFrom(SettledOptions others) {
    return RunOptions.HEALTH.stream()
        .anyMatch(option -> !Objects.equals(options.of(option).value(), others.of(option).value()));
  }

  /** Begins to watch an agent. */
  AgentWatch watch(String key) {
    return health == null ? AgentWatch.NONE : health.watch(key);
  }

  /** Forgets an agent that is no longer wanted. */
  void forget(String key) {
    if (health != null) {
      health.forget(key);
    }
  }

  @Override
  public void close() {
    if (health != null) {
      health.close();
    }
  }
}
