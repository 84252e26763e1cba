package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.PostGate;
import ai.band.api.TurnSignal;
import org.jspecify.annotations.Nullable;

/** The signal as tools see it: raised by the platform, and also when the turn's gate is shut. */
final class GateSignal implements TurnSignal {
  private final TurnSignal platform;
  private final PostGate gate;

  GateSignal(TurnSignal platform, PostGate gate) {
    this.platform = platform;
    this.gate = gate;
  }

  @Override
  public @Nullable Cause cause() {
    Cause cause = platform.cause();
    return cause == null && !gate.isOpen() ? Cause.INTERRUPTED : cause;
  }

  @Override
  public Subscription onRaised(Runnable action) {
    return platform.onRaised(action);
  }
}
