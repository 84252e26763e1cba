package ai.band.app;

import ai.band.api.BandConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a fleet to what a reading of the file wants, and tells what was changed. */
final class FleetChange {
  private static final Logger log = LoggerFactory.getLogger(FleetChange.class);

  private final Fleet fleet;
  private final AgentSelection selection;
  private final List<String> done = new ArrayList<>();
  private final List<Runnable> failures = new ArrayList<>();
  private int unchanged;

  /**
   * @param selection what the agents that are started need besides their settings
   */
  FleetChange(Fleet fleet, AgentSelection selection) {
    this.fleet = fleet;
    this.selection = selection;
  }

  /**
   * Applies a plan.
   *
   * @param again whether agents run already
   */
  void apply(FleetPlan plan, boolean again) {
    fleet.changing(members -> apply(plan, members));
    failures.forEach(Runnable::run); // outside of the lock
    if (again) {
      log.info(
          "The configuration was read again: {}; {} unchanged.",
          done.isEmpty() ? "nothing to change" : String.join(", ", done),
          unchanged);
    }
  }

  private void apply(FleetPlan plan, Map<String, FleetMember> members) {
    removeOthers(plan, members);
    // All that leave are asked first, so that nobody waits for one who does not know yet.
    plan.entries().forEach(entry -> leave(entry, members.get(entry.key())));
    for (FleetPlan.Entry entry : plan.entries()) {
      BandConfigException failure = entry.failure();
      if (failure != null) {
        broken(entry.key(), failure, members);
      } else if (entry.settings() != null) {
        settled(entry.settings(), members.get(entry.key()));
      }
    }
  }

  private void removeOthers(FleetPlan plan, Map<String, FleetMember> members) {
    Set<String> wanted = new HashSet<>();
    plan.entries().forEach(entry -> wanted.add(entry.key()));
    for (FleetMember member : List.copyOf(members.values())) {
      if (!wanted.contains(member.key())) {
        fleet.remove(member);
        done.add(member.key() + " removed");
      }
    }
  }

  private void leave(FleetPlan.Entry entry, @Nullable FleetMember member) {
    AgentSettings wanted = entry.settings();
    if (wanted == null || member == null || member.hasEnded()) {
      return;
    }
    AgentSettings present = member.settings();
    if (present == null || !present.sameButForThePrompt(wanted)) {
      fleet.remove(member);
      done.add(entry.key() + " restarts");
    }
  }

  private void broken(String key, BandConfigException failure, Map<String, FleetMember> members) {
    FleetMember member = members.get(key);
    failures.add(() -> fleet.tell(fleet.about(key), failure));
    if (member == null || member.settings() == null) {
      fleet.broken(key, failure);
      done.add(key + " is broken");
    } else {
      failures.add(() -> log.error("agent {} goes on with the settings it has.", key));
      unchanged++;
    }
  }

  private void settled(AgentSettings wanted, @Nullable FleetMember member) {
    if (member == null || member.hasEnded()) {
      fleet.start(wanted, selection);
      if (done.stream().noneMatch((wanted.key() + " restarts")::equals)) {
        done.add(wanted.key() + (member == null ? " added" : " started again"));
      }
      return;
    }
    AgentSettings present = member.settings();
    String prompt = wanted.codex().customSection();
    if (present != null && present.codex().customSection().equals(prompt)) {
      unchanged++;
    } else {
      member.changePrompt(wanted);
      done.add(wanted.key() + " has a new prompt");
    }
  }
}
