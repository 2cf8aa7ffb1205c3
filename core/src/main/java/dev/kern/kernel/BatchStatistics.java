package dev.kern.kernel;

/// What batch normalisation does to each channel: `(x - mean) / sqrt(variance + epsilon) * scale +
/// shift`. A loop that doesn't read one of them takes [Buffer#NONE] for it.
public record BatchStatistics(
    float epsilon, Buffer mean, Buffer variance, Buffer scale, Buffer shift) {
  /// `1 / sqrt(variance[c] + epsilon)`
  public float inverse(int c) {
    return (float) (1 / Math.sqrt(variance.get(c) + epsilon));
  }
}
