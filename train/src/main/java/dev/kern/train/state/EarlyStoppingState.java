package dev.kern.train.state;

import dev.kern.model.Evaluation;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Patience;
import dev.kern.run.Variables;

/// The best evaluation of a run under [EarlyStopping], and the weights that it had.
public final class EarlyStoppingState {
  private final EarlyStopping rule;
  private final Variables variables;
  private final float[] values;
  private Patience watch = Patience.start();
  private long step;

  public EarlyStoppingState(EarlyStopping rule, Variables variables) {
    this.rule = rule;
    this.variables = variables;
    this.values = variables.values().clone();
  }

  /// Takes note of an evaluation after a step; whether it's time to stop.
  public boolean after(long evaluated, Evaluation evaluation) {
    double score = rule.monitor().score(evaluation.results());
    watch = watch.after(score, rule.least());
    if (watch.improved()) {
      step = evaluated;
      System.arraycopy(variables.values(), 0, values, 0, values.length);
    }
    return watch.since() >= rule.patience();
  }

  /// Where it stands.
  public TrainingState.Top state() {
    return new TrainingState.Top(step, TrainingState.Watched.of(watch));
  }

  /// Goes on from where it stood.
  public void resume(TrainingState.Top state) {
    step = state.step();
    watch = state.watch().watch();
  }

  /// The best weights, not a copy.
  public float[] values() {
    return values;
  }

  /// The step of the best evaluation.
  public long step() {
    return step;
  }

  /// Whether a run that ends ends with its weights: the rule says so and there was one.
  public boolean restores() {
    return rule.restoreBest() && watch.best() > Double.NEGATIVE_INFINITY;
  }

  /// Brings its weights back, if [#restores].
  public void restore() {
    if (restores()) {
      System.arraycopy(values, 0, variables.values(), 0, values.length);
    }
  }
}
