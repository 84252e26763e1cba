package ai.band.adapter.codex;

import ai.band.codex.transport.CodexTransport;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stands between client and fake: refuses single requests, and whole connections. */
final class Interception implements CodexTransport {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final AdapterStage stage;
  private final CodexTransport inner;
  private volatile Receiver receiver;

  Interception(AdapterStage stage, CodexTransport inner) {
    this.stage = stage;
    this.inner = inner;
  }

  @Override
  public void open(Receiver client) throws IOException {
    if (stage.unreachable) {
      throw new IOException("nothing listens. Start codex app-server.");
    }
    receiver = client;
    inner.open(client);
  }

  @Override
  public void send(String message) throws IOException {
    stage.awaitRelease(message);
    for (AdapterStage.Refusal refusal : stage.refusals) {
      if (refusal.hits(message)) {
        refuse(message, refusal);
        return;
      }
    }
    inner.send(message);
  }

  private void refuse(String message, AdapterStage.Refusal refusal) {
    JsonNode request = JSON.readTree(message);
    ObjectNode answer = JSON.createObjectNode();
    answer.set("id", request.path("id"));
    answer.putObject("error").put("code", refusal.code()).put("message", refusal.message());
    receiver.received(answer.toString());
  }

  @Override
  public void close() {
    if (receiver != null) {
      inner.close();
    }
  }

  @Override
  public String description() {
    return inner.description();
  }
}
