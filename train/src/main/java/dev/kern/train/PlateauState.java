package dev.kern.train;

import dev.kern.model.Evaluation;
import dev.kern.optimize.Patience;
import dev.kern.optimize.Plateau;

/// The learning rate of a run on a [Plateau] schedule: it falls when the validation results stay.
final class PlateauState {
  private final Plateau rule;
  private final float[] rate;
  private Patience watch = Patience.start();

  PlateauState(Plateau rule, double learningRate) {
    this.rule = rule;
    this.rate = new float[] {(float) learningRate};
  }

  /// The rate, as a placeholder takes it.
  float[] rate() {
    return rate;
  }

  /// Where it stands.
  TrainingState.Falling state() {
    return new TrainingState.Falling(rate[0], TrainingState.Watched.of(watch));
  }

  /// Goes on from where it stood.
  void resume(TrainingState.Falling state) {
    rate[0] = state.rate();
    watch = state.watch().watch();
  }

  /// Takes note of an evaluation; whether the rate has fallen.
  boolean after(Evaluation evaluation) {
    double score = rule.monitor().score(evaluation.results());
    watch = watch.after(score, rule.least());
    if (watch.since() < rule.patience()) {
      return false;
    }
    watch = watch.rested();
    rate[0] *= (float) rule.factor();
    return true;
  }
}
