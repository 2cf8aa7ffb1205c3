package dev.kern.bench;

/// A straight line: what a step costs at all, and what each multiply-add adds.
///
/// @param atNone nanoseconds that don't depend on the size
/// @param perWork nanoseconds per multiply-add
record Line(double atNone, double perWork) {
  private static final int ROUNDS = 30;

  /// Deviations below this part of the cost count alike, so that no point that the line happens to
  /// hit holds it fast.
  private static final double FINEST = 1e-3;

  /// The line from which the costs deviate least: the least sum of deviations, each taken as a part
  /// of its cost, so that a few that are far off don't bend it.
  ///
  /// Found by least squares with weights that are corrected [#ROUNDS] times.
  static Line through(double[] work, double[] nanos) {
    double[] weights = new double[work.length];
    for (int k = 0; k < work.length; k++) {
      weights[k] = 1 / (nanos[k] * nanos[k]);
    }
    Line line = fit(work, nanos, weights);
    for (int round = 0; round < ROUNDS; round++) {
      for (int k = 0; k < work.length; k++) {
        double off = Math.abs(nanos[k] - line.at(work[k])) / nanos[k];
        weights[k] = 1 / (nanos[k] * nanos[k] * Math.max(FINEST, off));
      }
      line = fit(work, nanos, weights);
    }
    return line;
  }

  private static Line fit(double[] work, double[] nanos, double[] weights) {
    double w = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (int k = 0; k < work.length; k++) {
      w += weights[k];
      x += weights[k] * work[k];
      y += weights[k] * nanos[k];
      xx += weights[k] * work[k] * work[k];
      xy += weights[k] * work[k] * nanos[k];
    }
    double perWork = (w * xy - x * y) / (w * xx - x * x);
    return new Line((y - perWork * x) / w, perWork);
  }

  /// What this much work costs on the line, in nanoseconds.
  double at(double work) {
    return atNone + perWork * work;
  }
}
