package ai.band.codex.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class StdioTransportTest {
  @Test
  void a_reader_that_meets_an_error_is_a_lost_connection_and_no_silence() throws Exception {
    BlockingQueue<TransportEnd> ends = new LinkedBlockingQueue<>();
    var transport =
        new StdioTransport(
            List.of("/bin/sh", "-c", "echo '{}'; exec sleep 600"),
            Map.of("PATH", "/usr/bin:/bin"),
            null,
            Duration.ofMillis(400),
            1 << 20);
    try {
      transport.open(
          new CodexTransport.Receiver() {
            @Override
            public void received(String message) {
              throw new OutOfMemoryError("a line of many megabytes");
            }

            @Override
            public void ended(TransportEnd end) {
              ends.add(end);
            }
          });

      TransportEnd end = ends.poll(30, TimeUnit.SECONDS);

      assertThat(end).isNotNull();
      assertThat(end.reason()).contains("Reading from Codex failed", "many megabytes");
    } finally {
      transport.close();
    }
  }
}
