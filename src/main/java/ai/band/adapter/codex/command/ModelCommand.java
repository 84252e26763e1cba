package ai.band.adapter.codex.command;

import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.HostedClient;
import ai.band.codex.CodexException;
import ai.band.codex.ModelInfo;
import java.util.List;
import java.util.StringJoiner;

/** Shows, lists and chooses models. */
final class ModelCommand implements RoomCommand {
  private static final int SHOWN = 10;

  private final CodexHost codex;
  private final RoomChoices choices;

  ModelCommand(CodexHost codex, RoomChoices choices) {
    this.codex = codex;
    this.choices = choices;
  }

  @Override
  public List<String> words() {
    return List.of("model", "models");
  }

  @Override
  public List<String> help() {
    return List.of(
        "/model: the model in use",
        "/model list: models of Codex",
        "/model <id> [--all]: choose the model for later turns");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return !call.arguments().isEmpty() && !isList(call.words());
  }

  @Override
  public String run(CommandCall call) throws InterruptedException {
    List<String> words = RoomChoices.without(call.words());
    if (call.words().isEmpty()) {
      return current(call);
    }
    if (isList(words)) {
      return list();
    }
    return words.size() == 1
        ? choose(call, words.getFirst())
        : "Usage: /model, /model list, or /model <id> [--all]";
  }

  private static boolean isList(List<String> words) {
    return words.size() == 1
        && (words.getFirst().equalsIgnoreCase("list") || words.getFirst().equalsIgnoreCase("ls"));
  }

  private String current(CommandCall call) {
    String chosen = call.session().room().overrides().model();
    String configured = call.session().room().config().model();
    HostedClient client = codex.connected();
    String current =
        chosen != null ? chosen : client != null ? client.model() : String.valueOf(configured);
    return "model: "
        + current
        + "\nconfigured: "
        + (configured == null ? "auto" : configured)
        + "\n/model list shows what there is, /model <id> chooses.";
  }

  private String list() throws InterruptedException {
    List<ModelInfo> visible = visible();
    if (visible.isEmpty()) {
      return "Codex lists no models.";
    }
    StringJoiner lines = new StringJoiner("\n");
    lines.add(visible.size() + " models:");
    visible.stream()
        .limit(SHOWN)
        .forEach(model -> lines.add("- " + model.id() + (model.isDefault() ? " (default)" : "")));
    if (visible.size() > SHOWN) {
      lines.add("...");
    }
    return lines.toString();
  }

  private List<ModelInfo> visible() throws InterruptedException {
    return codex.acquire().client().models().stream().filter(model -> !model.hidden()).toList();
  }

  private String choose(CommandCall call, String id) throws InterruptedException {
    String where = choices.apply(call, overrides -> overrides.model(id));
    String reply = "Later turns " + where + " use model " + id + ".";
    try {
      boolean known =
          codex.acquire().client().models().stream()
              .anyMatch(model -> model.id().equals(id) || model.model().equals(id));
      return known ? reply : reply + " Warning: Codex does not list this model.";
    } catch (CodexException e) {
      return reply + " Warning: the list of models could not be read: " + e.getMessage();
    }
  }
}
