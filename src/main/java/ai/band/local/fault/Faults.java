package ai.band.local.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong at a running server. Nothing does until something is added.
 *
 * <p>Safe for many threads. Chances come from one random source, which {@link #seed} sets.
 */
public final class Faults {
  private static final class Armed<F> {
    final F fault;
    final Occasion occasion;
    int seen;
    int struck;

    Armed(F fault, Occasion occasion) {
      this.fault = fault;
      this.occasion = occasion;
    }

    boolean strikes(Random random) {
      if (seen++ < occasion.skip() || struck >= occasion.times()) {
        return false;
      }
      if (occasion.rate() < 1 && random.nextDouble() >= occasion.rate()) {
        return false;
      }
      struck++;
      return true;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Random random = new Random(1);
  private final List<Armed<RestFault>> rest = new ArrayList<>();
  private final List<Armed<FrameFault>> frames = new ArrayList<>();
  private final List<Armed<JoinFault>> joins = new ArrayList<>();
  private final List<Armed<UpgradeFault>> upgrades = new ArrayList<>();
  private final AtomicBoolean quiet = new AtomicBoolean(true); // spares the lock when all is well
  private final AtomicBoolean heartbeats = new AtomicBoolean(true);
  private final AtomicLong struck = new AtomicLong();

  /** Makes the chances repeatable. */
  public void seed(long seed) {
    lock.lock();
    try {
      random.setSeed(seed);
    } finally {
      lock.unlock();
    }
  }

  public void add(RestFault fault) {
    arm(rest, fault, fault.occasion());
  }

  public void add(FrameFault fault) {
    arm(frames, fault, fault.occasion());
  }

  public void add(JoinFault fault) {
    arm(joins, fault, fault.occasion());
  }

  public void add(UpgradeFault fault) {
    arm(upgrades, fault, fault.occasion());
  }

  /** Off: heartbeats get no answer, as from a server that no longer serves channels. */
  public void answerHeartbeats(boolean on) {
    heartbeats.set(on);
  }

  public boolean answersHeartbeats() {
    return heartbeats.get();
  }

  /** Removes every fault; the seed stays. */
  public void clear() {
    lock.lock();
    try {
      rest.clear();
      frames.clear();
      joins.clear();
      upgrades.clear();
      quiet.set(true);
      heartbeats.set(true);
    } finally {
      lock.unlock();
    }
  }

  /** How often any fault has struck. */
  public long struck() {
    return struck.get();
  }

  /** The faults that strike this call, in the order in which they were added. */
  public List<RestFault.Effect> ofCall(
      String operation, String path, @Nullable String identityId, Supplier<String> body) {
    return strike(rest, fault -> fault.matches(operation, path, identityId, body)).stream()
        .map(RestFault::effect)
        .toList();
  }

  /** The fault that strikes this frame, or null. */
  public FrameFault.@Nullable Effect ofFrame(String topic, String event) {
    List<FrameFault> found = strike(frames, fault -> fault.matches(topic, event));
    return found.isEmpty() ? null : found.getFirst().effect();
  }

  /** The faults that strike this join. */
  public List<JoinFault.Effect> ofJoin(String topic) {
    return strike(joins, fault -> fault.matches(topic)).stream().map(JoinFault::effect).toList();
  }

  /** The faults that strike this attempt to connect. */
  public List<UpgradeFault.Effect> ofUpgrade() {
    return strike(upgrades, fault -> true).stream().map(UpgradeFault::effect).toList();
  }

  private <F> void arm(List<Armed<F>> list, F fault, Occasion occasion) {
    lock.lock();
    try {
      list.add(new Armed<>(fault, occasion));
      quiet.set(false);
    } finally {
      lock.unlock();
    }
  }

  private <F> List<F> strike(List<Armed<F>> list, Predicate<F> matches) {
    if (quiet.get()) {
      return List.of();
    }
    lock.lock();
    try {
      var found = new ArrayList<F>(2);
      for (Armed<F> armed : list) {
        if (matches.test(armed.fault) && armed.strikes(random)) {
          found.add(armed.fault);
          struck.incrementAndGet();
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }
}
