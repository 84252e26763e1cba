package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.MessageOutcome;
import ai.band.codex.transport.CodexTransport;
import ai.band.testkit.FakeScript;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Codex behind a socket goes on with a turn when this program is restarted. */
class BusyThreadTest {
  private static final String THREAD = "0a1b2c3d-0000-4000-8000-000000000001";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_turn_from_before_a_restart_is_ended_before_the_next_one_begins(boolean stillRuns)
      throws Exception {
    try (var stage = new AdapterStage(FakeScript.create())) {
      var codex = new BusyCodex(stillRuns);
      stage.transports(() -> codex).start();
      stage.remember(Map.of("codex_thread_id", THREAD));

      assertThat(stage.say("go on")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).containsExactly("here");
      assertThat(codex.asked("thread/start")).isZero();
      assertThat(codex.asked("turn/interrupt")).isEqualTo(1);
      assertThat(codex.asked("turn/start")).isEqualTo(1);
    }
  }

  /** Says of its thread that it is at work, and does not say on what. */
  private static final class BusyCodex implements CodexTransport {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final boolean stillRuns;
    private final List<String> methods = new CopyOnWriteArrayList<>();
    private volatile Receiver receiver;

    BusyCodex(boolean stillRuns) {
      this.stillRuns = stillRuns;
    }

    long asked(String method) {
      return methods.stream().filter(method::equals).count();
    }

    @Override
    public void open(Receiver client) {
      receiver = client;
    }

    @Override
    public void send(String line) {
      JsonNode message = JSON.readTree(line);
      String method = message.path("method").asString("");
      methods.add(method);
      String id = message.path("id").toString();
      switch (method) {
        case "initialize" -> answer(id, "{\"userAgent\":\"x/0.169.0\"}");
        case "model/list" -> answer(id, "{\"data\":[{\"id\":\"m\",\"model\":\"m\"}]}");
        case "thread/resume" ->
            answer(id, "{\"thread\":{\"id\":\"%s\",\"status\":{\"type\":\"active\"}}}");
        case "turn/interrupt" -> interrupt(id);
        case "turn/start" -> {
          answer(id, "{\"turn\":{\"id\":\"t2\"}}");
          notice("turn/started", "\"turn\":{\"id\":\"t2\"}");
          notice(
              "item/completed",
              "\"turnId\":\"t2\",\"item\":{\"type\":\"agentMessage\",\"id\":\"i\",\"text\":\"here\"}");
          completed("t2", "completed");
        }
        default -> answer(id, "{}");
      }
    }

    /** The end of the turn comes some time after the answer. */
    private void interrupt(String id) {
      if (!stillRuns) {
        receiver.received(
            "{\"id\":%s,\"error\":{\"code\":-32600,\"message\":\"no active turn to interrupt\"}}"
                .formatted(id));
        return;
      }
      answer(id, "{}");
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
          .execute(() -> completed("t1", "interrupted"));
    }

    private void completed(String turn, String status) {
      notice(
          "turn/completed", "\"turn\":{\"id\":\"%s\",\"status\":\"%s\"}".formatted(turn, status));
    }

    private void notice(String method, String params) {
      receiver.received(
          "{\"method\":\"%s\",\"params\":{\"threadId\":\"%s\",%s}}"
              .formatted(method, THREAD, params));
    }

    private void answer(String id, String result) {
      if (!id.isEmpty()) {
        receiver.received("{\"id\":%s,\"result\":%s}".formatted(id, result.formatted(THREAD)));
      }
    }

    @Override
    public void close() {}

    @Override
    public String description() {
      return "a busy Codex";
    }
  }
}
