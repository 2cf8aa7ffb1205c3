package dev.kern.metric;

/// Where a true rate lies with a confidence of 95 %, as far as a count tells: Wilson's score
/// interval. With `p = successes / trials`, `n = trials` and `z = 1.96`:
///
/// `(p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n)`
///
/// It says how much the choice of the test images matters, not how much the seed of a training
/// does. Source: Wilson, Probable inference, the law of succession, and statistical inference
/// (1927).
///
/// @param low the lower end, from 0 to 1
/// @param high the upper end, from 0 to 1
public record WilsonInterval(double low, double high) {
  /// The 97.5th percentile of the standard normal distribution.
  private static final double Z = 1.959963984540054;

  /// The interval for a rate of `successes` in `trials`.
  ///
  /// Fails with [IllegalArgumentException] if there are no trials, or more successes than trials.
  public static WilsonInterval of(long successes, long trials) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "an interval needs a trial or more, and 0 to all successes, given %d of %d"
              .formatted(successes, trials));
    }
    double n = trials;
    double p = successes / n;
    double whole = 1 + Z * Z / n;
    double centre = (p + Z * Z / (2 * n)) / whole;
    double reach = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / whole;
    // Rounding may leave a hair of either end.
    return new WilsonInterval(
        successes == 0 ? 0 : centre - reach, successes == trials ? 1 : centre + reach);
  }
}
