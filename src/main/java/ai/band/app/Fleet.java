package ai.band.app;

import ai.band.adapter.codex.CodexAdapter;
import ai.band.api.BandConfigException;
import ai.band.app.health.AgentWatch;
import ai.band.app.repository.RepositoryLocks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents of one program side by side. One that fails does not stop the others; a new reading of
 * the file changes only those whose part of it has changed.
 */
final class Fleet {
  private static final Logger log = LoggerFactory.getLogger(Fleet.class);

  private final Program program;
  private final boolean debug;
  private final Supplier<AgentSelection> reader;
  private final ReentrantLock gate = new ReentrantLock(); // guards the fields that change
  private final ReentrantLock preparing = new ReentrantLock();
  private final RepositoryLocks locks = new RepositoryLocks();
  private final Condition changed = gate.newCondition();
  private final Map<String, FleetMember> members = new LinkedHashMap<>();
  private @Nullable HealthEndpoint health;
  private final Set<FleetMember> leaving = new LinkedHashSet<>();
  private boolean alone;
  private boolean stopping;
  private boolean reading = true;
  private boolean readAgain;

  /**
   * A fleet that has not begun.
   *
   * @param reader reads the file anew each time it is asked
   */
  Fleet(Program program, boolean debug, Supplier<AgentSelection> reader) {
    this.program = program;
    this.debug = debug;
    this.reader = reader;
  }

  /**
   * Runs until all agents have ended.
   *
   * @return the exit code
   * @throws BandConfigException when the file cannot be used at all
   */
  int run() throws InterruptedException {
    program.stop().onHangUp(this::requestReload);
    AgentSelection selection = reader.get();
    selection.container().check();
    FleetPlan plan = FleetPlan.of(selection);
    alone = plan.entries().size() == 1;
    plan.warnings().forEach(warning -> log.warn("{}", warning));
    try (HealthEndpoint opened = HealthEndpoint.open(selection.options(), program)) {
      health = opened;
      new FleetChange(this, selection).apply(plan, false);
      program.stop().onRequested(this::stop);
      readingIsOver();
      return awaitEnd();
    }
  }

  private int awaitEnd() throws InterruptedException {
    gate.lockInterruptibly();
    try {
      while (reading || !leaving.isEmpty() || !allEnded()) {
        changed.await();
      }
      return ExitCodes.ofAll(members.values().stream().map(FleetMember::code).toList());
    } finally {
      gate.unlock();
    }
  }

  private boolean allEnded() {
    return members.values().stream().allMatch(FleetMember::hasEnded);
  }

  private void stop() {
    gate.lock();
    try {
      stopping = true;
      members.values().forEach(FleetMember::stop);
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }

  /** Has the file read again, soon. Returns at once. */
  private void requestReload() {
    gate.lock();
    try {
      readAgain = !stopping;
      if (readAgain && !reading) {
        reading = true;
        startReading();
      }
    } finally {
      gate.unlock();
    }
  }

  private void startReading() {
    Thread.ofVirtual().name("reload").start(this::reload);
  }

  /** More signals during one reading make one more. */
  private void readingIsOver() {
    gate.lock();
    try {
      reading = readAgain && !stopping;
      if (reading) {
        startReading();
      }
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }

  private void reload() {
    gate.lock();
    try {
      readAgain = false;
    } finally {
      gate.unlock();
    }
    try {
      AgentSelection selection = reader.get();
      FleetPlan plan = FleetPlan.of(selection);
      if (plan.entries().isEmpty()) {
        throw new BandConfigException("The file has no agents any more.");
      }
      plan.warnings().forEach(warning -> log.warn("{}", warning));
      if (health != null && health.differsFrom(selection.options())) {
        log.warn("The health options have changed. Restart the program for that.");
      }
      new FleetChange(this, selection).apply(plan, true);
    } catch (RuntimeException e) {
      tell("reload: ", e);
      log.error("The configuration was not read again; everything goes on as before.");
    } finally {
      readingIsOver();
    }
  }

  /** Says what is wrong with an agent. */
  void tell(String about, RuntimeException failure) {
    new ErrorReport(program, debug).tell(about, failure);
  }

  /** What stands before a problem of an agent. */
  String about(String key) {
    return alone ? "" : "agent " + key + ": ";
  }

  /** Does something with the members while nobody else changes them. */
  void changing(java.util.function.Consumer<Map<String, FleetMember>> change) {
    gate.lock();
    try {
      if (!stopping) {
        change.accept(members);
      }
    } finally {
      gate.unlock();
    }
  }

  /** What the container does for one agent. */
  private record Surroundings(ReentrantLock preparing, Container container, AgentSettings settings)
      implements AgentRun.Surroundings {
    /** One after the other: they write the same files. */
    @Override
    public AgentSettings prepare() {
      preparing.lock();
      try {
        return container.equip(settings);
      } finally {
        preparing.unlock();
      }
    }

    @Override
    public void started(CodexAdapter adapter) {
      container.trySandbox(settings, adapter);
    }
  }

  private AgentWatch watch(String key) {
    HealthEndpoint endpoint = health;
    return endpoint == null ? AgentWatch.NONE : endpoint.watch(key);
  }

  /** Notes an agent that cannot even be tried. Called while {@link #changing}. */
  void broken(String key, RuntimeException failure) {
    members.put(key, FleetMember.broken(key));
    watch(key).ended(String.valueOf(failure.getMessage()));
  }

  /** Begins to run an agent. Called while {@link #changing}. */
  void start(AgentSettings settings, AgentSelection selection) {
    String key = settings.key();
    AgentRun run =
        new AgentRun(
            settings,
            new Surroundings(preparing, selection.container(), settings),
            selection.options(),
            new TreePreparation(program, locks),
            watch(key),
            () -> othersRun(key));
    FleetMember member = FleetMember.of(settings, run);
    members.put(key, member);
    List<FleetMember> before = new ArrayList<>(leaving);
    before.removeIf(other -> !needsEnd(other, settings));
    member.start(before, failure -> tell(about(key), failure), this::ended);
  }

  /** The same agent must be gone before it comes again, perhaps under another key. */
  private static boolean needsEnd(FleetMember leaving, AgentSettings settings) {
    AgentSettings other = leaving.settings();
    return leaving.key().equals(settings.key())
        || (other != null && other.agentId().equals(settings.agentId()));
  }

  /** Ends an agent that is not wanted any more. Called while {@link #changing}. */
  void remove(FleetMember member) {
    members.remove(member.key(), member);
    if (!member.hasEnded()) {
      leaving.add(member);
      member.stop();
    } else if (health != null) {
      health.forget(member.key());
    }
  }

  private void ended(FleetMember member) {
    gate.lock();
    try {
      boolean left = leaving.remove(member);
      if (left && health != null && !members.containsKey(member.key())) {
        health.forget(member.key());
      }
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }

  private boolean othersRun(String key) {
    gate.lock();
    try {
      return members.values().stream()
          .anyMatch(member -> !member.key().equals(key) && member.healthy());
    } finally {
      gate.unlock();
    }
  }
}
