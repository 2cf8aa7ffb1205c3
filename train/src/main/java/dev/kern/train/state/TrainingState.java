package dev.kern.train.state;

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
/// @param peak the best evaluation of those that `Training.keepBest` watches, if there was one
/// @param pass the sums over the epoch that has begun; older checkpoints have none
public record TrainingState(
    long done,
    double seconds,
    double working,
    Optional<Falling> falling,
    Optional<Top> best,
    Optional<BestEvaluation> peak,
    Optional<EpochSums> pass) {
  /// Where a learning rate that falls stands.
  public record Falling(float rate, Watched watch) {}

  /// The best evaluation.
  public record Top(long step, Watched watch) {}

  /// The best evaluation on the validation images.
  ///
  /// @param score what is watched, if that isn't the accuracy; higher is better
  public record BestEvaluation(long step, double accuracy, Optional<Double> score) {
    /// What is compared.
    public double compared() {
      return score.orElse(accuracy);
    }
  }

  /// Sums over the steps of an epoch: of losses, of images classified correctly, of steps.
  public record EpochSums(double loss, long right, long steps) {}

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
