package dev.kern.optimize;

import dev.kern.graph.RateSchedule;
import dev.kern.math.Bounds;

/// Falls by `factor` whenever the validation result has not improved for `patience` evaluations.
/// Keras calls it ReduceLROnPlateau.
///
/// The falls depend on the run, not on the step: as a function of the step, the rate stays.
///
/// @param monitor what is watched
/// @param factor what remains of the rate each time, between 0 and 1
/// @param patience evaluations without improvement until the rate falls
/// @param least the smallest change that counts as an improvement
public record Plateau(Monitor monitor, double factor, int patience, double least)
    implements RateSchedule {
  /// Fails with [IllegalArgumentException] if a number is out of range.
  public Plateau {
    Bounds.fraction(factor, "factor");
    Bounds.positive(factor, "factor");
    Bounds.atLeastOne(patience, "patience");
  }

  /// A tenth whenever the validation loss has not improved for `patience` evaluations.
  public static Plateau plateau(int patience) {
    return new Plateau(Monitor.LOSS, 0.1, patience, 0);
  }

  /// The rate before the first fall; the run takes care of the rest.
  @Override
  public double at(double rate, long step, long steps) {
    return rate;
  }
}
