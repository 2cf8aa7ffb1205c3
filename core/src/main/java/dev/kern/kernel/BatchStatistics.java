package dev.kern.kernel;

/// The statistics and parameters of batch normalisation: `(x - mean) / sqrt(variance + epsilon) *
/// scale + shift`, per channel. A buffer that a loop doesn't read may be [Buffer#NONE].
public record BatchStatistics(
    float epsilon, Buffer mean, Buffer variance, Buffer scale, Buffer shift) {
  /// `1 / sqrt(variance[c] + epsilon)`
  public float inverse(int c) {
    return (float) (1 / Math.sqrt(variance.get(c) + epsilon));
  }
}
