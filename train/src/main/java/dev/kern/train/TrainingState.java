package dev.kern.train;

import dev.kern.optimize.Patience;
import java.util.Optional;

/// What the future of a run depends on besides its settings and its arrays of numbers.
///
/// The order of the data and all randomness are functions of the seed and the step, and so need no
/// place here.
///
/// @param done how many steps have been done
/// @param seconds how long they took
/// @param working how long they took without evaluations, in seconds
/// @param falling the learning rate, where validation results decide about it
/// @param best the best evaluation so far, under early stopping
/// @param peak the highest accuracy on the validation images so far, if there are any
record TrainingState(
    long done,
    double seconds,
    double working,
    Optional<Falling> falling,
    Optional<Top> best,
    Optional<Peak> peak) {
  /// Where a learning rate that falls stands.
  record Falling(float rate, Watched watch) {}

  /// The best evaluation.
  record Top(long step, Watched watch) {}

  /// The highest accuracy, or the least loss with its sign turned where there is no accuracy, and
  /// the step of its first time.
  record Peak(long step, double accuracy) {}

  /// A [Patience] in JSON, which has no infinite numbers.
  ///
  /// @param best the highest score, if there was one
  record Watched(Optional<Double> best, int since) {
    static Watched of(Patience watch) {
      boolean any = watch.best() > Double.NEGATIVE_INFINITY;
      return new Watched(any ? Optional.of(watch.best()) : Optional.empty(), watch.since());
    }

    Patience watch() {
      return new Patience(best.orElse(Double.NEGATIVE_INFINITY), since);
    }
  }
}
