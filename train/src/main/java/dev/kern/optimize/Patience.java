package dev.kern.optimize;

/// The best of a series of scores, and how many have come since.
///
/// @param best the highest score so far
/// @param since scores since then
public record Patience(double best, int since) {
  /// Before the first score.
  public static Patience start() {
    return new Patience(Double.NEGATIVE_INFINITY, 0);
  }

  /// After another score, which is an improvement if it exceeds the best by more than `least`.
  public Patience after(double score, double least) {
    return score > best + least ? new Patience(score, 0) : new Patience(best, since + 1);
  }

  /// Whether the last score was the best.
  public boolean improved() {
    return since == 0;
  }

  /// The same, counting anew.
  public Patience rested() {
    return new Patience(best, 0);
  }
}
