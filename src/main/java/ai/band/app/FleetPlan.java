package ai.band.app;

import ai.band.adapter.codex.config.SandboxMode;
import ai.band.adapter.codex.config.Transport;
import ai.band.api.BandConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one reading of the configuration file wants: which agents, and which of them are broken. */
final class FleetPlan {
  /**
   * One agent.
   *
   * @param settings null when something is wrong with them
   * @param failure what is wrong; null when nothing is
   */
  record Entry(
      String key, @Nullable AgentSettings settings, @Nullable BandConfigException failure) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private FleetPlan() {}

  /** Settles every chosen agent; what is wrong with one does not touch the others. */
  static FleetPlan of(AgentSelection selection) {
    var plan = new FleetPlan();
    Map<String, String> keyOfId = new LinkedHashMap<>();
    for (String key : selection.keys()) {
      plan.entries.add(entry(selection, key, keyOfId));
    }
    plan.warnings.addAll(selection.warnings());
    plan.warnOfSharedFolders();
    return plan;
  }

  private static Entry entry(AgentSelection selection, String key, Map<String, String> keyOfId) {
    try {
      AgentSettings settings = selection.settle(selection.section(key));
      String other = keyOfId.putIfAbsent(settings.agentId(), key);
      if (other != null) {
        throw new BandConfigException(
            "agent_id: "
                + settings.agentId()
                + " is the one of agent "
                + other
                + ", too. An agent runs once: give the right id and key, or remove one of the"
                + " two.");
      }
      return new Entry(key, settings, null);
    } catch (BandConfigException e) {
      return new Entry(key, null, e);
    }
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** What is allowed but hardly meant, for all agents together. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void warnOfSharedFolders() {
    Map<String, List<String>> writers = new LinkedHashMap<>();
    for (Entry entry : entries) {
      AgentSettings settings = entry.settings();
      if (settings != null
          && settings.codex().transport() == Transport.STDIO
          && settings.codex().sandbox() != SandboxMode.READ_ONLY) {
        String folder = settings.codex().cwd();
        writers
            .computeIfAbsent(folder == null ? "." : folder, f -> new ArrayList<>())
            .add(entry.key());
      }
    }
    writers.forEach(
        (folder, keys) -> {
          if (keys.size() > 1) {
            warnings.add(
                "agents "
                    + String.join(", ", keys)
                    + " work in the same folder "
                    + (folder.equals(".") ? "(the one of this program)" : folder)
                    + " and may change the same files at the same time. Give each a workspace of"
                    + " its own, or all but one sandbox read-only.");
          }
        });
  }
}
