package dev.kern.math;

/// The settings of local response normalisation: `y[c] = x[c] / (bias + alpha / size * sum over k
/// of x[k]²)^beta`, where `k` goes from `c - floor((size - 1) / 2)` over `size` channels.
///
/// @param size how many channels are summed
/// @param alpha the weight of the mean square
/// @param beta the power
/// @param bias what is added to the mean square; more than 0
public record LocalNorm(int size, double alpha, double beta, double bias) {
  /// Fails with [IllegalArgumentException] if there is no channel, or a number is out of range.
  public LocalNorm {
    expect(size, alpha, beta, bias);
  }

  /// Fails with [IllegalArgumentException] if there is no channel, or a number is out of range.
  public static void expect(int size, double alpha, double beta, double bias) {
    if (size < 1 || !(bias > 0) || !(alpha >= 0) || !Double.isFinite(alpha + beta + bias)) {
      throw new IllegalArgumentException(
          ("local response normalisation needs a size of 1 or more, alpha of 0 or more, and a bias"
                  + " above 0, given size %d, alpha %s, beta %s, bias %s")
              .formatted(size, alpha, beta, bias));
    }
  }

  /// The first channel whose square counts for channel `c`.
  public int first(int c) {
    return Math.max(0, c - Math.floorDiv(size - 1, 2));
  }

  /// The last of `channels` channels whose square counts for channel `c`.
  public int last(int c, int channels) {
    return (int) Math.min(channels - 1L, c + Math.ceilDiv(size - 1L, 2));
  }

  /// What a mean square becomes before it is raised to a power.
  public double base(double sumOfSquares) {
    return bias + alpha / size * sumOfSquares;
  }

  /// `base^-beta`, for the usual 3/4 by square roots.
  public double power(double base) {
    if (beta == 0.75) {
      double root = Math.sqrt(base);
      return 1 / (root * Math.sqrt(root));
    }
    return StrictMath.pow(base, -beta);
  }
}
