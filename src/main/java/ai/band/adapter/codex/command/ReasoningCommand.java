package ai.band.adapter.codex.command;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.HostedClient;
import ai.band.codex.CodexException;
import ai.band.codex.ModelInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows and chooses the reasoning effort. */
final class ReasoningCommand implements RoomCommand {
  private static final List<String> COMMON =
      List.of("none", "minimal", "low", "medium", "high", "xhigh");

  private final CodexHost codex;
  private final RoomChoices choices;

  ReasoningCommand(CodexHost codex, RoomChoices choices) {
    this.codex = codex;
    this.choices = choices;
  }

  @Override
  public List<String> words() {
    return List.of("reasoning");
  }

  @Override
  public List<String> help() {
    return List.of(
        "/reasoning: effort and summary in use",
        "/reasoning <level> [--all]: choose the effort for later turns");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return !call.arguments().isEmpty();
  }

  @Override
  public String run(CommandCall call) {
    RoomOverrides overrides = call.session().room().overrides();
    CodexAdapterConfig config = call.session().room().config();
    Set<String> valid = valid(overrides.model() == null ? config.model() : overrides.model());
    List<String> words = RoomChoices.without(call.words());
    if (call.words().isEmpty()) {
      return "reasoning_effort: "
          + or(overrides.effort(), config.reasoningEffort())
          + "\nreasoning_summary: "
          + or(overrides.summary(), config.reasoningSummary())
          + "\nvalid: "
          + String.join(", ", valid);
    }
    String level = String.join(" ", words).toLowerCase(Locale.ROOT);
    if (words.size() != 1 || !valid.contains(level)) {
      return "`"
          + level.replace("`", "")
          + "` is no reasoning level. Valid: "
          + String.join(", ", valid)
          + ". Nothing was changed.";
    }
    String where = choices.apply(call, o -> o.effort(level));
    return "Later turns " + where + " use reasoning effort " + level + ".";
  }

  /** The usual levels, and those that Codex lists for the model. */
  private Set<String> valid(@Nullable String configured) {
    Set<String> valid = new LinkedHashSet<>(COMMON);
    HostedClient client = codex.connected();
    if (client != null) {
      String model = configured == null ? client.model() : configured;
      try {
        client.client().models().stream()
            .filter(info -> info.id().equals(model) || info.model().equals(model))
            .map(ModelInfo::efforts)
            .forEach(valid::addAll);
      } catch (CodexException e) {
        return valid; // the usual levels are valid whatever Codex says
      }
    }
    return valid;
  }

  private static String or(@Nullable String chosen, @Nullable String configured) {
    return chosen != null ? chosen : configured != null ? configured : "default";
  }
}
