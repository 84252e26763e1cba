package ai.band.runtime;

import java.util.concurrent.atomic.LongAdder;

/** What the runtime has done since its start. */
final class RuntimeCounters {
  final LongAdder processed = new LongAdder();
  final LongAdder failedAttempts = new LongAdder();
  final LongAdder givenUp = new LongAdder();
  final LongAdder leftForReplay = new LongAdder();
  final LongAdder claimsRefused = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder overflowed = new LongAdder();
  final LongAdder catchUps = new LongAdder();
  final LongAdder acknowledgementRetries = new LongAdder();
  final LongAdder failedJoins = new LongAdder();
}
