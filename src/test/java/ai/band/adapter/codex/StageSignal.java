package ai.band.adapter.codex;

import ai.band.api.TurnSignal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A signal that a test raises. */
public final class StageSignal implements TurnSignal {
  private final List<Runnable> actions = new CopyOnWriteArrayList<>();
  private volatile Cause cause;

  public void raise(Cause reason) {
    cause = reason;
    actions.forEach(action -> Thread.ofVirtual().start(action));
  }

  @Override
  public Cause cause() {
    return cause;
  }

  @Override
  public Subscription onRaised(Runnable action) {
    actions.add(action);
    if (cause != null) {
      Thread.ofVirtual().start(action);
    }
    return () -> actions.remove(action);
  }
}
