package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The far side of a connection in the hands of a test. */
final class ManualTransport implements CodexTransport {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final BlockingQueue<JsonNode> sent = new LinkedBlockingQueue<>();
  private volatile @Nullable Receiver receiver;
  private volatile boolean ended;

  /** A client that has shaken hands over this transport. */
  static CodexClient connected(ManualTransport transport, CodexOptions options) throws Exception {
    var opened = new LinkedBlockingQueue<CodexClient>();
    Thread.ofVirtual().start(() -> opened.add(CodexClient.open(options, transport)));
    JsonNode initialize = transport.next("initialize");
    transport.answer(initialize, "{\"userAgent\":\"x/0.169.0 (y)\",\"codexHome\":\"/home\"}");
    transport.next("initialized");
    CodexClient client = opened.poll(60, TimeUnit.SECONDS);
    assertThat(client).isNotNull();
    return client;
  }

  static CodexClient connected(ManualTransport transport) throws Exception {
    return connected(transport, CodexOptions.defaults());
  }

  /** A thread with this id. */
  static CodexThread thread(CodexClient client, ManualTransport transport, String id)
      throws Exception {
    var started = new LinkedBlockingQueue<CodexThread>();
    Thread.ofVirtual().start(() -> started.add(client.startThread(ThreadOptions.defaults())));
    transport.answer(transport.next("thread/start"), "{\"thread\":{\"id\":\"" + id + "\"}}");
    CodexThread thread = started.poll(60, TimeUnit.SECONDS);
    assertThat(thread).isNotNull();
    return thread;
  }

  /** A turn whose start was answered with this id. */
  static Turn turn(CodexThread thread, ManualTransport transport, String id) throws Exception {
    var started = new LinkedBlockingQueue<Turn>();
    Thread.ofVirtual().start(() -> started.add(thread.startTurn(TurnRequest.text("go"))));
    transport.answer(transport.next("turn/start"), "{\"turn\":{\"id\":\"" + id + "\"}}");
    Turn turn = started.poll(60, TimeUnit.SECONDS);
    assertThat(turn).isNotNull();
    return turn;
  }

  /** The next message of the client; it must be of this method. */
  JsonNode next(String method) throws InterruptedException {
    JsonNode message = next();
    assertThat(message.path("method").asString("")).isEqualTo(method);
    return message;
  }

  /** The next message of the client. */
  JsonNode next() throws InterruptedException {
    JsonNode message = sent.poll(60, TimeUnit.SECONDS);
    assertThat(message).as("the client's next message").isNotNull();
    return message;
  }

  /** Whether the client has sent something that was not read yet. */
  boolean hasNext() {
    return !sent.isEmpty();
  }

  void answer(JsonNode request, String result) {
    push("{\"id\":" + request.path("id") + ",\"result\":" + result + "}");
  }

  void refuse(JsonNode request, int code, String message) {
    push(
        "{\"id\":"
            + request.path("id")
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":\""
            + message
            + "\"}}");
  }

  void notify(String method, String params) {
    push("{\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  void request(String id, String method, String params) {
    push("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  void push(String line) {
    receiver().received(line);
  }

  /** Nothing can be sent any more, though the end has not been noticed. */
  void breakPipe() {
    ended = true;
  }

  void end(String reason, Integer exitCode) {
    ended = true;
    receiver().ended(new TransportEnd(reason, exitCode, java.util.List.of("last line")));
  }

  private Receiver receiver() {
    return Objects.requireNonNull(receiver);
  }

  @Override
  public void open(Receiver client) {
    this.receiver = client;
  }

  @Override
  public void send(String message) throws IOException {
    if (ended) {
      throw new IOException("ended");
    }
    sent.add(MAPPER.readTree(message));
  }

  @Override
  public void close() {
    ended = true;
  }

  @Override
  public String description() {
    return "a test";
  }
}
