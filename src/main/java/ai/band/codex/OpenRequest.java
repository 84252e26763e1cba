package ai.band.codex;

import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.RequestCall;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.ThreadItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request of the server until it is answered or withdrawn. */
final class OpenRequest implements RequestCall {
  private enum State {
    OPEN,
    ANSWERED,
    WITHDRAWN
  }

  private final RequestId id;
  private final String method;
  private final JsonNode params;
  private final @Nullable String parentThreadId;
  private final @Nullable ThreadItem item;
  private final Consumer<ObjectNode> sender;
  private final Consumer<OpenRequest> whenClosed;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private State state = State.OPEN;
  private List<Runnable> onWithdrawn = List.of();

  OpenRequest(
      RequestId id,
      String method,
      JsonNode params,
      @Nullable String parentThreadId,
      @Nullable ThreadItem item,
      Consumer<ObjectNode> sender,
      Consumer<OpenRequest> whenClosed) {
    this.id = id;
    this.method = method;
    this.params = params;
    this.parentThreadId = parentThreadId;
    this.item = item;
    this.sender = sender;
    this.whenClosed = whenClosed;
  }

  static @Nullable String threadIdOf(JsonNode params) {
    return Json.text(params, "threadId", "conversationId");
  }

  @Override
  public RequestId id() {
    return id;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public JsonNode params() {
    return params;
  }

  @Override
  public @Nullable String threadId() {
    return threadIdOf(params);
  }

  @Override
  public @Nullable String turnId() {
    return Json.text(params, "turnId");
  }

  @Override
  public @Nullable String itemId() {
    return Json.text(params, "itemId", "callId");
  }

  @Override
  public @Nullable String parentThreadId() {
    return parentThreadId;
  }

  @Override
  public @Nullable ThreadItem item() {
    return item;
  }

  @Override
  public boolean respond(JsonNode result) {
    ObjectNode answer = envelope();
    answer.set("result", result);
    return answer(answer);
  }

  @Override
  public boolean fail(int code, String message) {
    ObjectNode answer = envelope();
    answer.putObject("error").put("code", code).put("message", message);
    return answer(answer);
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return state == State.OPEN;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onWithdrawn(Runnable action) {
    lock.lock();
    try {
      if (state == State.OPEN) {
        onWithdrawn = new ArrayList<>(onWithdrawn);
        onWithdrawn.add(action);
        return;
      }
      if (state == State.ANSWERED) {
        return;
      }
    } finally {
      lock.unlock();
    }
    run(action);
  }

  void withdraw() {
    List<Runnable> actions;
    lock.lock();
    try {
      if (state != State.OPEN) {
        return;
      }
      state = State.WITHDRAWN;
      actions = onWithdrawn;
      onWithdrawn = List.of();
    } finally {
      lock.unlock();
    }
    whenClosed.accept(this);
    actions.forEach(this::run);
  }

  private boolean answer(ObjectNode message) {
    lock.lock();
    try {
      if (state != State.OPEN) {
        return false;
      }
      state = State.ANSWERED;
      onWithdrawn = List.of();
    } finally {
      lock.unlock();
    }
    whenClosed.accept(this);
    sender.accept(message);
    return true;
  }

  private void run(Runnable action) {
    Thread.ofVirtual().name("codex-withdrawn-" + id).start(action);
  }

  private ObjectNode envelope() {
    ObjectNode answer = Json.object();
    answer.set("id", id.toJson());
    return answer;
  }
}
