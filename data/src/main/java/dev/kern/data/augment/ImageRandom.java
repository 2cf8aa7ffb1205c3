package dev.kern.data.augment;

import dev.kern.data.CounterRandom;

/// Random numbers that are a function of where they are drawn, and of how many were drawn there
/// before.
///
/// Functions are those of [StrictMath] that allocate nothing, so that all machines agree.
final class ImageRandom {
  private static final double UNIT = 0x1p-53;

  private long state;

  /// Goes to a place: the numbers that follow depend on it alone.
  void place(long seed, long step, int place, int stream) {
    state = CounterRandom.of(CounterRandom.of(CounterRandom.of(seed, step), place), stream);
  }

  /// A number from 0 up to but not 1.
  double unit() {
    state += CounterRandom.GOLDEN;
    return (CounterRandom.mix(state) >>> 11) * UNIT;
  }

  /// A number from -1 up to but not 1.
  double either() {
    return 2 * unit() - 1;
  }

  /// A factor from `1 / (1 + part)` to `1 + part`, as often above 1 as below.
  double factor(double part) {
    return StrictMath.exp(StrictMath.log1p(part) * either());
  }

  /// Whether something happens that does so with this probability.
  boolean happens(double chance) {
    return unit() < chance;
  }

  /// A whole number from 0 up to but not `count`.
  int below(int count) {
    return (int) (unit() * count);
  }

  /// A number of the symmetric beta distribution.
  ///
  /// Two numbers raised to `1 / alpha` are drawn until their sum is at most 1; the part that the
  /// first has of the sum is so distributed.
  ///
  /// Source: Jöhnk 1964.
  double beta(double alpha) {
    while (true) {
      double one = StrictMath.exp(StrictMath.log(unit()) / alpha);
      double other = StrictMath.exp(StrictMath.log(unit()) / alpha);
      double sum = one + other;
      if (sum > 0 && sum <= 1) {
        return one / sum;
      }
    }
  }
}
