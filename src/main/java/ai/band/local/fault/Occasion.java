package ai.band.local.fault;

/**
 * When a fault strikes among the occasions that match it.
 *
 * @param rate chance from 0 to 1 at each occasion
 * @param skip so many matching occasions pass first
 * @param times at most so often
 */
public record Occasion(double rate, int skip, int times) {
  /** Every time. */
  public static final Occasion ALWAYS = new Occasion(1, 0, Integer.MAX_VALUE);

  /** The next matching occasion only. */
  public static final Occasion ONCE = new Occasion(1, 0, 1);

  public Occasion {
    if (rate < 0 || rate > 1 || skip < 0 || times < 0) {
      throw new IllegalArgumentException("rate must be 0 to 1, skip and times not negative");
    }
  }

  /** The next so many occasions. */
  public static Occasion times(int times) {
    return new Occasion(1, 0, times);
  }

  /** Only the n-th occasion from now, counted from 1. */
  public static Occasion nth(int n) {
    return new Occasion(1, n - 1, 1);
  }

  /** By chance, without end. */
  public static Occasion rate(double rate) {
    return new Occasion(rate, 0, Integer.MAX_VALUE);
  }
}
