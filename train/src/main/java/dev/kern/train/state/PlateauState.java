package dev.kern.train.state;

import dev.kern.model.Evaluation;
import dev.kern.optimize.Patience;
import dev.kern.optimize.Plateau;

/// The learning rate of a run on a [Plateau] schedule: it falls when the validation results stay.
public final class PlateauState {
  private final Plateau rule;
  private final float[] rate;
  private Patience watch = Patience.start();

  public PlateauState(Plateau rule, double learningRate) {
    this.rule = rule;
    this.rate = new float[] {(float) learningRate};
  }

  /// The rate, as a placeholder takes it.
  public float[] rate() {
    return rate;
  }

  /// Where it stands.
  public TrainingState.Falling state() {
    return new TrainingState.Falling(rate[0], TrainingState.Watched.of(watch));
  }

  /// Goes on from where it stood.
  public void resume(TrainingState.Falling state) {
    rate[0] = state.rate();
    watch = state.watch().watch();
  }

  /// Takes note of an evaluation; whether the rate has fallen.
  public boolean after(Evaluation evaluation) {
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
