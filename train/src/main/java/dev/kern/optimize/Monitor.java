package dev.kern.optimize;

/// A validation result to monitor during a run.
public enum Monitor {
  /// The mean cross-entropy; lower is better.
  LOSS,
  /// The fraction of images classified correctly; higher is better.
  ACCURACY;

  /// The watched one of the two results, turned so that higher is better.
  public double score(double loss, double accuracy) {
    return this == LOSS ? -loss : accuracy;
  }
}
