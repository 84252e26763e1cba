package ai.band.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The rules of what a user sets. */
class ConfigRulesTest {
  @Test
  void the_defaults_of_a_session_are_those_of_the_contract() {
    SessionConfig session = SessionConfig.defaults();

    assertThat(session.enableContextCache()).isTrue();
    assertThat(session.contextCacheTtl()).isEqualTo(Duration.ofMinutes(5));
    assertThat(session.maxContextMessages()).isEqualTo(100);
    assertThat(session.maxMessageRetries()).isEqualTo(3);
    assertThat(session.enableContextHydration()).isTrue();
    assertThat(session.idleResync()).isEqualTo(Duration.ofMinutes(1));
    assertThat(session.enableWorkingState()).isTrue();
    assertThat(session.workingKeepAlive()).isEqualTo(Duration.ofSeconds(3));
    assertThat(session.workingRequestTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(session.maxWorkingState()).isNull();
    assertThat(AgentConfig.defaults()).isEqualTo(new AgentConfig(true, true));
    assertThat(ContactEventConfig.disabled().listens()).isFalse();
  }

  @Test
  void every_value_that_breaks_a_rule_is_named_at_once() {
    var builder =
        SessionConfig.builder()
            .idleResync(Duration.ZERO)
            .maxMessageRetries(0)
            .workingKeepAlive(Duration.ofSeconds(5))
            .workingRequestTimeout(Duration.ofSeconds(5))
            .maxWorkingState(Duration.ZERO);

    BandConfigException failure = catchThrowableOfType(BandConfigException.class, builder::build);

    assertThat(failure.problems())
        .hasSize(5)
        .anyMatch(problem -> problem.startsWith("idle_resync_seconds: 0.0"))
        .anyMatch(problem -> problem.startsWith("max_message_retries: 0"))
        .anyMatch(problem -> problem.startsWith("working_keep_alive_seconds: 5.0"))
        .anyMatch(problem -> problem.startsWith("working_request_timeout_seconds: 5.0"))
        .anyMatch(problem -> problem.startsWith("max_working_state_seconds: 0.0"));
  }

  @Test
  void the_limits_of_the_working_state_count_only_when_it_is_shown() {
    assertThat(
            SessionConfig.builder()
                .enableWorkingState(false)
                .workingKeepAlive(Duration.ofMinutes(1))
                .build()
                .workingKeepAlive())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void a_callback_strategy_needs_a_callback() {
    assertThatThrownBy(() -> new ContactEventConfig(ContactStrategy.CALLBACK, null, null, false))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("on_event");
  }

  @Test
  void an_unknown_strategy_is_refused_with_the_known_ones() {
    assertThat(ContactStrategy.of(" Hub_Room ")).isEqualTo(ContactStrategy.HUB_ROOM);
    assertThatThrownBy(() -> ContactStrategy.of("robot"))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("disabled, callback and hub_room");
  }
}
