package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.codex.TurnRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The parameters of {@code turn/start}. */
final class TurnParameters {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TurnParameters() {}

  /**
   * Builds the request.
   *
   * @param texts the input, in order
   * @param model used unless the room has chosen another
   * @param sandbox the one that the turn is known to run in
   * @param messageId by which the turn is found again after a crash
   */
  static TurnRequest of(
      RoomContext room,
      List<String> texts,
      String model,
      EffectiveSandbox sandbox,
      String messageId) {
    CodexAdapterConfig config = room.config();
    RoomOverrides chosen = room.overrides();
    TurnRequest.Builder request = TurnRequest.builder();
    texts.forEach(request::text);
    request
        .clientUserMessageId(messageId)
        .model(or(chosen.model(), model))
        .cwd(config.cwd())
        .personality(config.personality())
        .effort(or(chosen.effort(), config.reasoningEffort()))
        .summary(or(chosen.summary(), config.reasoningSummary()))
        .sandboxPolicy(sandbox.policy());
    Object policy = config.approvalPolicy();
    return policy instanceof String word
        ? request.approvalPolicy(word).build()
        : request.approvalPolicy(JSON.valueToTree(policy)).build();
  }

  private static @Nullable String or(@Nullable String chosen, @Nullable String configured) {
    return chosen == null ? configured : chosen;
  }
}
