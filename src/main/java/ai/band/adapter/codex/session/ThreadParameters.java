package ai.band.adapter.codex.session;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.codex.ThreadOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The parameters of {@code thread/start} and {@code thread/resume}. */
final class ThreadParameters {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ThreadParameters() {}

  /** For a new thread: everything, prompt and tools included. */
  static ThreadOptions.Builder forStart(RoomContext room, ThreadProfile profile, String model) {
    ThreadOptions.Builder options =
        common(room, model).developerInstructions(profile.instructions());
    return room.config().experimentalApi() ? options.dynamicTools(profile.tools()) : options;
  }

  /** For a stored thread: Codex remembers prompt and tools, but not the sandbox. */
  static ThreadOptions.Builder forResume(RoomContext room, String model) {
    return common(room, model);
  }

  private static ThreadOptions.Builder common(RoomContext room, String model) {
    CodexAdapterConfig config = room.config();
    ThreadOptions.Builder options =
        ThreadOptions.builder()
            .model(model)
            .cwd(config.cwd())
            .personality(config.personality())
            .sandbox(EffectiveSandbox.of(config, room.overrides()).threadMode())
            .config(overrides(config));
    if (config.approvalPolicy() instanceof String word) {
      return options.approvalPolicy(word);
    }
    return options.approvalPolicy(JSON.valueToTree(config.approvalPolicy()));
  }

  private static Map<String, Object> overrides(CodexAdapterConfig config) {
    Map<String, Object> overrides = new LinkedHashMap<>();
    if (config.webSearchMode() != null) {
      overrides.put("web_search", config.webSearchMode());
    }
    if (config.networkAccessEnabled() != null) {
      overrides.put("sandbox_workspace_write.network_access", config.networkAccessEnabled());
    }
    if (config.threadIdleUnloadS() != null) {
      overrides.put("thread_unload_delay_secs", IdleThreads.UNLOAD_DELAY_SECONDS);
    }
    return overrides;
  }
}
