package dev.kern.train.state;

import dev.kern.run.Variables;

/// The exponential moving average of all variables, by which a run is evaluated and with which it
/// ends: `average = decay * average + (1 - decay) * values` after each step.
///
/// As in TensorFlow's `ExponentialMovingAverage`, the decay of step `n`, counted from 0, is `(1 +
/// n) / (10 + n)` at most, so that the first weights are soon forgotten.
public final class WeightAverage {
  private final double decay;
  private final float[] values;
  private final float[] averages;

  /// An average that begins with the values that the variables have.
  public WeightAverage(double decay, Variables variables) {
    this.decay = decay;
    this.values = variables.values();
    this.averages = values.clone();
  }

  /// Takes the values after a step in. Allocates nothing.
  ///
  /// @param step the step, counted from 0
  public void after(long step) {
    float part = (float) (1 - Math.min(decay, (1.0 + step) / (10.0 + step)));
    for (int i = 0; i < averages.length; i++) {
      averages[i] += part * (values[i] - averages[i]);
    }
  }

  /// Exchanges the variables' values and the averages.
  public void swap() {
    for (int i = 0; i < averages.length; i++) {
      float value = values[i];
      values[i] = averages[i];
      averages[i] = value;
    }
  }

  /// The averages, or, between two calls of [#swap], the values; not a copy.
  public float[] averages() {
    return averages;
  }
}
