package ai.band.adapter.codex;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.tool.AdditionalTools;
import ai.band.adapter.codex.tool.CustomTools;
import ai.band.adapter.codex.tool.ExtraTool;
import ai.band.adapter.codex.tool.SelfConfigTools;
import ai.band.adapter.codex.tool.ToolDesk;
import ai.band.api.AdapterFeatures;
import ai.band.api.BandConfigException;
import ai.band.tools.PlatformToolset;
import ai.band.tools.custom.CustomTool;
import java.util.ArrayList;
import java.util.List;

/** Collects the tools that an adapter offers beside the platform's. */
final class AdapterTools {
  private AdapterTools() {}

  /** The desk of a started adapter; warns of described tools that nobody runs. */
  static ToolDesk desk(CodexAdapterBuilder settings, PlatformToolset platform) {
    CodexAdapterConfig config = settings.config();
    List<ExtraTool> extra = selfConfig(config);
    extra.addAll(AdditionalTools.of(config.additionalDynamicTools(), settings.toolHandlers()));
    extra.addAll(CustomTools.of(settings.tools()));
    return new ToolDesk(platform, extra, settings.platformCallLimit());
  }

  /**
   * Refuses names that cannot be, as early as they are known.
   *
   * @throws BandConfigException naming each of them
   */
  static void check(CodexAdapterBuilder settings) {
    List<CustomTool> own = settings.tools();
    if (!own.isEmpty()) {
      List<ExtraTool> extra = selfConfig(settings.config());
      extra.addAll(CustomTools.of(own));
      ToolDesk ignored =
          new ToolDesk(
              PlatformToolset.of(AdapterFeatures.emitting()), extra, settings.platformCallLimit());
    }
  }

  private static List<ExtraTool> selfConfig(CodexAdapterConfig config) {
    return config.enableSelfConfigTools()
        ? new ArrayList<>(SelfConfigTools.all())
        : new ArrayList<>();
  }
}
