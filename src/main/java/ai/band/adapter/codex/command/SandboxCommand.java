package ai.band.adapter.codex.command;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.SandboxMode;
import ai.band.adapter.codex.room.EffectiveSandbox;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and chooses what commands may touch. */
final class SandboxCommand implements RoomCommand {
  private static final Logger log = LoggerFactory.getLogger(SandboxCommand.class);
  private static final String MODES = "read-only, workspace-write, danger-full-access";
  private static final String CONFIRM = "--confirm";
  private static final String USAGE = "Usage: /sandbox <mode> [--confirm] [--all]; modes: " + MODES;

  private final RoomChoices choices;

  SandboxCommand(RoomChoices choices) {
    this.choices = choices;
  }

  @Override
  public List<String> words() {
    return List.of("sandbox");
  }

  @Override
  public List<String> help() {
    return List.of(
        "/sandbox: what commands may touch",
        "/sandbox read-only|workspace-write [--all]: choose it for later turns",
        "/sandbox danger-full-access --confirm [--all]: switch the sandbox off for later turns");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return !call.arguments().isEmpty();
  }

  @Override
  public String run(CommandCall call) {
    CodexAdapterConfig config = call.session().room().config();
    if (config.sandboxPolicy() != null) {
      return "The sandbox is fixed by the option sandbox_policy. Remove it to use /sandbox.";
    }
    if (call.words().isEmpty()) {
      return "sandbox: "
          + EffectiveSandbox.of(config, call.session().room().overrides()).word()
          + "\nmodes: "
          + MODES;
    }
    List<String> words = new ArrayList<>(RoomChoices.without(call.words()));
    boolean confirmed = words.remove(CONFIRM);
    if (words.size() != 1) {
      return USAGE;
    }
    SandboxMode mode = SandboxMode.parse(words.getFirst());
    if (mode == null || mode == SandboxMode.EXTERNAL_SANDBOX) {
      return "`"
          + words.getFirst().replace("`", "")
          + "` is no sandbox mode. Valid: "
          + MODES
          + ". Nothing was changed.";
    }
    return choose(call, mode, confirmed);
  }

  private String choose(CommandCall call, SandboxMode mode, boolean confirmed) {
    SandboxMode ceiling = call.session().room().config().maxSandbox();
    if (ceiling != null && mode.exceeds(ceiling)) {
      return "The option max_sandbox allows at most " + ceiling.word() + ". Nothing was changed.";
    }
    if (mode == SandboxMode.DANGER_FULL_ACCESS) {
      if (!confirmed) {
        return "Without a sandbox Codex can read, change and delete anything its user can, and use"
            + " the network. If that is meant: `/sandbox danger-full-access --confirm`. Nothing was"
            + " changed.";
      }
      log.warn(
          "room {}: {} ({}) switches the sandbox off",
          call.session().roomId(),
          call.sender().name(),
          call.sender().id());
    }
    String where = choices.apply(call, overrides -> overrides.sandbox(mode));
    return "Later turns " + where + " use sandbox " + mode.word() + ".";
  }
}
