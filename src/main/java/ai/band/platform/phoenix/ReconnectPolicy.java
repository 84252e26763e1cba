package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Decides whether and when to connect again.
 *
 * <p>Delays grow by a factor from {@code baseDelay}; connections that break soon after they opened
 * raise them further, so that two clients that evict each other do not fight. A close code or the
 * server may ask for more. Pure: it neither waits nor connects. Not safe for several threads.
 */
public final class ReconnectPolicy {
  private static final int SERVICE_RESTART = 1012;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int MANY = 3;

  /** What to do next. */
  public sealed interface Decision {
    /** Connect again after the delay. */
    record Retry(Duration delay) implements Decision {}

    /** Stay away. */
    record Stop(Termination termination) implements Decision {}
  }

  private final ReconnectSettings settings;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final Deque<Long> rapid = new ArrayDeque<>();
  private int attempt;

  /**
   * @param nanoTime a clock in nanoseconds, like {@link System#nanoTime}
   */
  public ReconnectPolicy(
      ReconnectSettings settings, RandomGenerator random, LongSupplier nanoTime) {
    this.settings = settings;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /**
   * The pause after a failed attempt at the first connection of all.
   *
   * @param failed how many attempts failed before this one
   * @param askedFor the wait the server asked for
   */
  public Duration firstConnectDelay(int failed, Optional<Duration> askedFor) {
    return bounded(askedFor).orElseGet(() -> equalJitter(backOff(failed)));
  }

  /** A connection that had been open has ended, without our asking. */
  public Decision afterClose(CloseInfo close) {
    if (settings.terminalCloseCodes().contains(close.code())) {
      return new Decision.Stop(new Termination.ForbiddenByServer(close));
    }
    if (close.uptime().compareTo(settings.stableUptime()) >= 0) {
      attempt = 0;
      rapid.clear();
    } else {
      attempt++;
    }
    if (close.uptime().compareTo(settings.damping().rapidUptime()) < 0) {
      rapid.add(nanoTime.getAsLong());
    }
    return retry(leastAfter(close.code()));
  }

  /** A reconnect was answered with something other than 101. */
  public Decision afterRefusal(UpgradeRefused refusal, Optional<Duration> askedFor) {
    if (settings.terminalStatuses().contains(refusal.status())) {
      return new Decision.Stop(new Termination.RefusedByServer(refusal));
    }
    Decision usual = afterFailure();
    return usual instanceof Decision.Retry
        ? bounded(askedFor).<Decision>map(Decision.Retry::new).orElse(usual)
        : usual;
  }

  /** A reconnect did not reach the server. */
  public Decision afterFailure() {
    rapid.add(nanoTime.getAsLong());
    Decision decision = retry(Duration.ZERO);
    attempt++;
    return decision;
  }

  private Decision retry(Duration least) {
    int recent = recentRapid();
    ReconnectSettings.Damping damping = settings.damping();
    if (damping.giveUpAt() > 0 && recent >= damping.giveUpAt()) {
      return new Decision.Stop(new Termination.GaveUp(recent));
    }
    Duration delay = longer(backOff(attempt), damped(recent));
    Duration jittered = recent < MANY ? equalJitter(delay) : wideJitter(delay);
    return new Decision.Retry(longer(jittered, least));
  }

  private int recentRapid() {
    long oldest = nanoTime.getAsLong() - settings.damping().window().toNanos();
    while (!rapid.isEmpty() && rapid.getFirst() - oldest < 0) {
      rapid.removeFirst();
    }
    return rapid.size();
  }

  private Duration backOff(int attempts) {
    double grown = settings.baseDelay().toNanos() * Math.pow(settings.factor(), attempts);
    return Duration.ofNanos((long) Math.min(grown, (double) settings.longestDelay().toNanos()));
  }

  private Duration damped(int recent) {
    ReconnectSettings.Damping damping = settings.damping();
    return switch (recent) {
      case 0 -> Duration.ZERO;
      case 1 -> damping.first();
      case 2 -> damping.second();
      default -> {
        Duration grown = damping.third().plus(damping.step().multipliedBy(recent - MANY));
        yield grown.compareTo(damping.longest()) < 0 ? grown : damping.longest();
      }
    };
  }

  private Duration leastAfter(int code) {
    return switch (code) {
      case SERVICE_RESTART -> within(settings.restartDelay());
      case TRY_AGAIN_LATER -> within(settings.tryLaterDelay());
      default -> Duration.ZERO;
    };
  }

  private Duration within(ReconnectSettings.Range range) {
    long span = range.to().minus(range.from()).toNanos();
    return range.from().plusNanos((long) (random.nextDouble() * span));
  }

  private Duration equalJitter(Duration delay) {
    return scaled(delay, 0.5 + 0.5 * random.nextDouble());
  }

  private Duration wideJitter(Duration delay) {
    return scaled(delay, 0.25 + 0.75 * random.nextDouble());
  }

  private Optional<Duration> bounded(Optional<Duration> askedFor) {
    Duration longest = settings.longestRetryAfter();
    return askedFor
        .filter(Duration::isPositive)
        .map(wait -> wait.compareTo(longest) < 0 ? wait : longest);
  }

  private static Duration scaled(Duration delay, double factor) {
    return Duration.ofNanos((long) (delay.toNanos() * factor));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
