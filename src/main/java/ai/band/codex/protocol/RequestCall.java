package ai.band.codex.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request of the server, waiting for its answer.
 *
 * <p>It is answered exactly once: the first {@link #respond} or {@link #fail} counts, every later
 * one is refused with {@code false} and does no harm, also after the server has withdrawn the
 * request or the connection has ended. All methods may be called from any thread.
 */
public interface RequestCall {
  /** The server's id of this request; use this, not the item id, as a key. */
  RequestId id();

  String method();

  /** The parameters as received. */
  JsonNode params();

  /** The thread that asks; for a sub-agent's request this is the sub-agent's thread. */
  @Nullable String threadId();

  @Nullable String turnId();

  @Nullable String itemId();

  /** The parent thread when a sub-agent asks, otherwise {@code null}. */
  @Nullable String parentThreadId();

  /**
   * The item that the request is about, as last seen in {@code item/started}. For a file change it
   * holds the paths and diffs, which the request itself does not.
   */
  @Nullable ThreadItem item();

  /** Sends the result. Returns whether this was the answer. */
  boolean respond(JsonNode result);

  /** Sends a JSON-RPC error. Returns whether this was the answer. */
  boolean fail(int code, String message);

  /** Whether an answer is still wanted. */
  boolean isOpen();

  /**
   * Runs the action once, on a thread of its own, when the server withdraws the request, its turn
   * ends or the connection is lost before an answer was given; at once when that has happened.
   */
  void onWithdrawn(Runnable action);
}
