package dev.kern.optimize;

import dev.kern.math.Bounds;

/// Stops training early once the validation result has not improved for a while.
///
/// @param monitor what is watched
/// @param patience evaluations without improvement until the run stops
/// @param least the smallest change that counts as an improvement
/// @param restoreBest whether the run ends with the weights of its best evaluation
public record EarlyStopping(Monitor monitor, int patience, double least, boolean restoreBest) {
  /// Fails with [IllegalArgumentException] if `patience` is below 1.
  public EarlyStopping {
    Bounds.atLeastOne(patience, "patience");
  }

  /// Stops when the validation loss has not improved for `patience` evaluations, and ends with the
  /// best weights.
  public static EarlyStopping after(int patience) {
    return new EarlyStopping(Monitor.LOSS, patience, 0, true);
  }

  /// The same with another monitor.
  public EarlyStopping monitor(Monitor other) {
    return new EarlyStopping(other, patience, least, restoreBest);
  }
}
