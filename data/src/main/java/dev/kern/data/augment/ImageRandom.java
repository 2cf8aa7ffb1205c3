package dev.kern.data.augment;

import dev.kern.data.order.CounterRandom;
import java.util.random.RandomGenerator;

/// Random numbers for one image of a batch: a function of the seed, the step, the image's position
/// and how many were drawn for it before.
///
/// Functions are those of [StrictMath] that allocate nothing, so that all machines agree.
final class ImageRandom implements RandomGenerator {
  private static final double UNIT = 0x1p-53;

  private long state;

  /// Restarts at a position: the numbers that follow depend only on these arguments.
  void place(long seed, long step, int place, int stream) {
    state = CounterRandom.of(CounterRandom.of(CounterRandom.of(seed, step), place), stream);
  }

  @Override
  public long nextLong() {
    state += CounterRandom.GOLDEN;
    return CounterRandom.mix(state);
  }

  /// By the polar method, without its second number, which would be a state beside the place.
  ///
  /// Source: Marsaglia and Bray 1964.
  @Override
  public double nextGaussian() {
    while (true) {
      double x = either();
      double y = either();
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }

  /// A number from 0 up to but not 1.
  double unit() {
    return (nextLong() >>> 11) * UNIT;
  }

  /// A number in `[-1, 1)`.
  double either() {
    return 2 * unit() - 1;
  }

  /// A factor from `1 / (1 + part)` to `1 + part`, as often above 1 as below.
  double factor(double part) {
    return StrictMath.exp(StrictMath.log1p(part) * either());
  }

  /// True with this probability.
  boolean happens(double chance) {
    return unit() < chance;
  }

  /// A whole number in `[0, count)`.
  int below(int count) {
    return (int) (unit() * count);
  }

  /// A number from the symmetric beta distribution.
  ///
  /// Draws pairs of numbers raised to `1 / alpha` until their sum is at most 1; the first number's
  /// share of the sum has that distribution.
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
