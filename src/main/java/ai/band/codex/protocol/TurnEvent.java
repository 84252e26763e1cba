package ai.band.codex.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that can happen in a turn, or in a thread between turns.
 *
 * <p>Deltas are pieces of text to be joined per item; the completed item is the truth. A turn's
 * stream ends in exactly one {@link Terminal} event.
 */
public sealed interface TurnEvent {

  record TurnStarted(String turnId) implements TurnEvent {}

  record ItemStarted(ThreadItem item) implements TurnEvent {}

  record ItemCompleted(ThreadItem item) implements TurnEvent {}

  /**
   * A piece of an agent message.
   *
   * @param phase only sent by older versions; otherwise the phase is on the started item
   */
  record AgentMessageDelta(String itemId, String delta, @Nullable String phase)
      implements TurnEvent {}

  /**
   * A piece of reasoning.
   *
   * @param index the part of the summary or content that it belongs to
   * @param summary true for the summary, false for raw reasoning
   */
  record ReasoningDelta(String itemId, String delta, int index, boolean summary)
      implements TurnEvent {}

  record ReasoningPartAdded(String itemId, int index) implements TurnEvent {}

  record PlanDelta(String itemId, String delta) implements TurnEvent {}

  /** Output of a running command; incomplete by design. */
  record CommandOutputDelta(String itemId, String delta) implements TurnEvent {}

  /** Something was typed into a running command. */
  record TerminalInput(String itemId, String text) implements TurnEvent {}

  /** The patch so far, while the model still writes it; paths may be relative. */
  record PatchUpdated(String itemId, List<FileEdit> changes) implements TurnEvent {}

  record McpToolProgressed(String itemId, String message) implements TurnEvent {}

  /**
   * An MCP server starts, is ready, or could not start; a failed one does not fail the turn.
   *
   * @param status {@code starting}, {@code ready}, {@code failed}, {@code cancelled}
   */
  record McpServerChanged(String name, String status, @Nullable String error)
      implements TurnEvent {}

  record PlanUpdated(@Nullable String explanation, List<PlanStep> steps) implements TurnEvent {}

  /** The whole diff of the turn so far; sent repeatedly, often unchanged. */
  record DiffUpdated(String diff) implements TurnEvent {}

  record TokenUsageUpdated(TokenUsage usage) implements TurnEvent {}

  /**
   * Something failed.
   *
   * @param willRetry true: Codex tries again, this is progress information; false: the turn ends as
   *     failed with the same error
   */
  record TurnErrored(TurnError error, boolean willRetry) implements TurnEvent {}

  /**
   * A warning or notice.
   *
   * @param source the method that brought it, such as {@code warning} or {@code guardianWarning}
   */
  record Warned(String source, String message) implements TurnEvent {}

  record ModelRerouted(String fromModel, String toModel, @Nullable String reason)
      implements TurnEvent {}

  /** An older version's word for a finished compaction; newer ones send only the item. */
  record Compacted() implements TurnEvent {}

  record SettingsUpdated(JsonNode settings) implements TurnEvent {}

  /**
   * The thread's state changed.
   *
   * @param status {@code idle}, {@code active}, {@code systemError}, {@code notLoaded}
   * @param flags for example {@code waitingOnApproval}
   */
  record StatusChanged(String status, List<String> flags) implements TurnEvent {}

  /** A request of the server is closed: answered, or no longer wanted. */
  record RequestResolved(RequestId requestId) implements TurnEvent {}

  /**
   * The server has unloaded, archived or deleted the thread. It must be resumed before its next
   * turn, if that is possible.
   *
   * @param how {@code closed}, {@code archived} or {@code deleted}
   */
  record ThreadUnloaded(String how) implements TurnEvent {}

  /**
   * Something that happened in the thread of a sub-agent, never the thread's own doing. The end of
   * the sub-agent's turn comes as a wrapped {@link TurnCompleted}, which is not the end of this
   * turn.
   */
  record FromSubAgent(String threadId, @Nullable String turnId, TurnEvent event)
      implements TurnEvent {}

  /** A notification without a record here. */
  record Unrecognised(String method, JsonNode params) implements TurnEvent {}

  /** The last event of a turn. */
  sealed interface Terminal extends TurnEvent {}

  /**
   * Codex ended the turn.
   *
   * @param items the last agent message, or nothing
   */
  record TurnCompleted(
      TurnStatus status, @Nullable TurnError error, List<ThreadItem> items, JsonNode raw)
      implements Terminal {}

  /** The connection ended under the turn. */
  record TransportLost(String reason) implements Terminal {}

  /** The owner gave the turn up; what Codex still sends for it is dropped. */
  record TurnAbandoned() implements Terminal {}

  /** Reads a notification of any method, also in the shapes of older versions. */
  static TurnEvent of(String method, JsonNode params) {
    return EventReader.read(method, params);
  }
}
