package ai.band.app.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.AgentMonitor;
import ai.band.local.LocalBand;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchedAgentTest {
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void an_agent_that_has_started_is_looked_after_at_once() throws Exception {
    try (var band = LocalBand.start()) {
      var alice = band.world().directory().addPerson("alice", "Alice");
      var bot = band.world().directory().addAgent(alice, "Bot", "helps");
      var adapter =
          CodexAdapter.builder()
              .config(
                  CodexAdapterConfig.builder()
                      .codexCommand(FakeAppServer.command())
                      .codexEnv(FakeAppServer.environment(FakeScript.create()))
                      .build())
              .build();
      try (var watched =
              new WatchedAgent("bot", 10, text -> text, AgentMonitor.NONE, LONG).begin();
          Agent agent =
              Agent.builder()
                  .adapter(adapter)
                  .agentId(bot.id())
                  .apiKey(bot.apiKey())
                  .wsUrl(band.socketUrl().toString())
                  .restUrl(band.restUrl().toString())
                  .build()) {
        watched.starting(agent, adapter);
        assertThat(watched.readiness().ready()).isFalse();
        agent.start();

        watched.running();

        await().atMost(Duration.ofSeconds(60)).until(() -> watched.readiness().ready());
      }
    }
  }
}
