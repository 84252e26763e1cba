package ai.band;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.band.api.AdapterInput;
import ai.band.api.AgentAdapter;
import ai.band.api.AgentStart;
import ai.band.api.BandConfigException;
import ai.band.api.MessageOutcome;
import ai.band.local.LocalBand;
import ai.band.local.world.RegisteredAgent;
import ai.band.runtime.RuntimeState;
import ai.band.runtime.Termination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front door. */
class AgentTest {
  private static final class IdleAdapter implements AgentAdapter {
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void onStarted(AgentStart start) {}

    @Override
    public MessageOutcome onMessage(AdapterInput input) {
      return MessageOutcome.processed();
    }

    @Override
    public void close(@Nullable Duration timeout) {
      closed.countDown();
    }
  }

  private final IdleAdapter adapter = new IdleAdapter();

  @Test
  void addresses_come_from_the_environment_when_none_are_given() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      RegisteredAgent planner = planner(band);
      Map<String, String> environment =
          Map.of("BAND_WS_URL", band.socketUrl().toString(), "BAND_REST_URL", band.restUrl() + "/");
      try (Agent agent =
          Agent.builder(environment::get)
              .adapter(adapter)
              .agentId(planner.id())
              .apiKey(planner.apiKey())
              .build()) {
        agent.start();

        assertThat(agent.state().connected()).isTrue();
        assertThat(agent.state().phase()).isEqualTo(RuntimeState.Phase.RUNNING);
      }
      assertThat(adapter.closed.getCount()).isZero();
    }
  }

  @Test
  void addresses_that_are_given_win_over_the_environment() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      RegisteredAgent planner = planner(band);
      try (Agent agent =
          Agent.builder(name -> "http://127.0.0.1:9")
              .adapter(adapter)
              .agentId(planner.id())
              .apiKey(planner.apiKey())
              .wsUrl(band.socketUrl().toString())
              .restUrl(band.restUrl().toString())
              .build()) {
        agent.start();

        assertThat(agent.state().connected()).isTrue();
      }
    }
  }

  @Test
  void run_works_until_the_agent_is_stopped() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      RegisteredAgent planner = planner(band);
      Agent agent =
          Agent.builder()
              .adapter(adapter)
              .agentId(planner.id())
              .apiKey(planner.apiKey())
              .wsUrl(band.socketUrl().toString())
              .restUrl(band.restUrl().toString())
              .build();
      var end = new AtomicReference<Termination>();
      Thread running = Thread.ofVirtual().start(() -> end.set(ended(agent)));
      await().until(() -> agent.state().phase() == RuntimeState.Phase.RUNNING);

      assertThat(agent.stop(Duration.ofSeconds(10))).isTrue();

      assertThat(running.join(Duration.ofSeconds(60))).isTrue();
      assertThat(end.get().clean()).isTrue();
      assertThat(adapter.closed.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Termination ended(Agent agent) {
    try {
      return agent.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_is_missing_or_wrong_is_named() {
    assertThatThrownBy(() -> Agent.create(adapter, "", "key"))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("agent_id");
    assertThatThrownBy(() -> Agent.create(adapter, "id", " "))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("api_key");
    assertThatThrownBy(
            () -> Agent.builder().adapter(adapter).agentId("a").apiKey("k").wsUrl("x y").build())
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("ws_url");
    assertThatThrownBy(() -> Agent.builder().agentId("a").apiKey("k").build())
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("adapter");
  }

  @Test
  void the_placeholder_of_a_proxy_is_a_key_like_any_other() {
    assertThat(Agent.create(adapter, "id", "proxy-managed")).isNotNull();
  }

  private static RegisteredAgent planner(LocalBand band) {
    var alice = band.world().directory().addPerson("alice", "Alice Example");
    return band.world().directory().addAgent(alice, "Planner", "Plans things");
  }

  /** Reading id and key from a file. */
  @Nested
  class ConfigFiles {
    @TempDir Path folder;

    private Path file(String text) throws IOException {
      return Files.writeString(folder.resolve("agent_config.yaml"), text);
    }

    @Test
    void a_section_is_looked_up_by_its_name() throws Exception {
      Path file = file("planner:\n  agent_id: \"7\"\n  api_key: secret-1\n  ws_url: ws://h/x\n");

      AgentSection section = AgentSection.read(file, "planner");

      assertThat(section.agentId()).isEqualTo("7");
      assertThat(section.apiKey()).isEqualTo("secret-1");
      assertThat(section.wsUrl()).isEqualTo("ws://h/x");
      assertThat(section.toString()).doesNotContain("secret-1");
    }

    @Test
    void a_flat_file_is_one_section() throws Exception {
      Path file = file("agent_id: 7\napi_key: k\nrole: planner\n");

      assertThat(AgentSection.read(file, "anything").agentId()).isEqualTo("7");
    }

    @Test
    void every_missing_field_is_named() throws Exception {
      Path file = file("planner:\n  agent_id: ''\n  role: x\n");

      assertThatThrownBy(() -> Agent.fromConfig("planner", adapter, file))
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("agent_id, api_key")
          .hasMessageContaining("planner");
    }

    @Test
    void an_unknown_name_is_refused_with_the_known_ones() throws Exception {
      Path file = file("planner:\n  agent_id: a\n  api_key: k\nother: {}\n");

      assertThatThrownBy(() -> AgentSection.read(file, "planer"))
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("'planer'")
          .hasMessageContaining("planner");
    }

    @Test
    void a_missing_file_says_where_it_was_looked_for() {
      assertThatThrownBy(() -> AgentSection.read(folder.resolve("none.yaml"), "planner"))
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining(folder.resolve("none.yaml").toString())
          .hasMessageContaining("agent_config.yaml.example");
    }

    @Test
    void a_file_that_is_no_yaml_is_refused_without_showing_its_content() throws Exception {
      Path file = file("planner:\n  api_key: secret-1\n : [oops\n");

      BandConfigException failure =
          catchThrowableOfType(BandConfigException.class, () -> AgentSection.read(file, "planner"));

      assertThat(failure).hasMessageContaining("line 3");
      assertThat(failure.getMessage()).doesNotContain("secret-1");
    }

    @Test
    void a_file_without_settings_is_refused() throws Exception {
      assertThatThrownBy(() -> AgentSection.read(file("just text"), "planner"))
          .isInstanceOf(BandConfigException.class);
      assertThatThrownBy(() -> AgentSection.read(file(""), "planner"))
          .isInstanceOf(BandConfigException.class);
    }
  }
}
