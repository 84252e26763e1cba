package ai.band.runtime;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What has become of the connection to the platform. Safe from any thread. */
final class ConnectionRecord {
  private final LongAdder reconnects = new LongAdder();
  private volatile @Nullable String lostBecause;

  void lost(String reason) {
    lostBecause = reason;
  }

  void restored() {
    lostBecause = null;
    reconnects.increment();
  }

  /** How often it was restored. */
  long reconnects() {
    return reconnects.sum();
  }

  /** Why it is gone; null while it is not known to be. */
  @Nullable String lostBecause() {
    return lostBecause;
  }
}
