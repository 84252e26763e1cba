package ai.band.adapter.codex.room;

import ai.band.api.TurnSignal;

/**
 * Whether a turn may still speak. Everything that posts for a turn asks here first; once shut it
 * stays shut, so that nothing follows an interrupt or a stop.
 */
public final class PostGate {
  private final TurnSignal signal;
  private volatile boolean shut;

  public PostGate(TurnSignal signal) {
    this.signal = signal;
  }

  /** Whether posting is still allowed. */
  public boolean isOpen() {
    return !shut && !signal.raised();
  }

  /** Ends posting for good. */
  public void shut() {
    shut = true;
  }
}
