package ai.band.runtime;

import ai.band.api.AgentConfig;
import ai.band.api.ContactEventConfig;
import ai.band.api.Preprocessor;
import ai.band.api.SessionConfig;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** An agent in a process of its own, to be killed. Ends by itself when its parent does. */
final class KilledAgent {
  private KilledAgent() {}

  /** Arguments: agent id, key, address of the socket, address of the REST API. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    var adapter = new ScriptedAdapter();
    adapter.onTurn = new CarefulAnswers(adapter);
    BandLinkOptions link =
        BandLinkOptions.of(
                arguments[0], arguments[1], URI.create(arguments[2]), URI.create(arguments[3]))
            .withSocket(
                PhoenixOptions.builder()
                    .reconnect(ReconnectSettings.constant(Duration.ofMillis(50)))
                    .build());
    var runtime =
        new AgentRuntime(
            new RuntimeSettings(
                adapter,
                link,
                AgentConfig.defaults(),
                SessionConfig.defaults(),
                ContactEventConfig.disabled(),
                Preprocessor.passThrough(),
                (room, participant) -> {},
                (room, participant) -> {}),
            Stage.quick());
    runtime.start();
    System.out.println("started");
    while (System.in.read() >= 0) {
      // The parent holds the other end.
    }
    runtime.stop(null);
  }
}
