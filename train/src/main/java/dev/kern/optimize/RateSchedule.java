package dev.kern.optimize;

import dev.kern.graph.Schedule;

/// The course of the learning rate over a run, relative to the optimiser's rate.
///
/// Its factories are meant to be imported statically.
public sealed interface RateSchedule {
  /// The schedule in the graph.
  ///
  /// @param learningRate the optimiser's
  /// @param steps how many steps the run has
  Schedule over(double learningRate, long steps);

  /// The same rate always.
  record Constant() implements RateSchedule {
    @Override
    public Schedule over(double learningRate, long steps) {
      return Schedule.constant(learningRate);
    }
  }

  /// `rate * factor^(step / every)`, the quotient rounded down if `staircase`: TensorFlow's
  /// `exponential_decay`.
  ///
  /// @param every steps until the rate has fallen by `factor`
  /// @param factor what remains of the rate by then
  /// @param staircase whether it falls all at once
  record Exponential(long every, double factor, boolean staircase) implements RateSchedule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Exponential {
      Require.atLeastOne(every, "every");
      Require.positive(factor, "factor");
    }

    @Override
    public Schedule over(double learningRate, long steps) {
      return Schedule.exponential(learningRate, every, factor, staircase);
    }
  }

  /// Half a cosine from the rate down to a part of it at the end of the run. Source: Loshchilov and
  /// Hutter 2016, without restarts.
  ///
  /// @param last what remains of the rate at the end
  record Cosine(double last) implements RateSchedule {
    /// Fails with [IllegalArgumentException] if `last` is outside of `[0, 1)`.
    public Cosine {
      Require.share(last, "last");
    }

    @Override
    public Schedule over(double learningRate, long steps) {
      return new Schedule.Cosine(learningRate, steps, last * learningRate);
    }
  }

  /// Up to the rate over the first part of the run, then down to almost nothing. Source: Smith and
  /// Topin 2017, with PyTorch's constants.
  ///
  /// @param warm the part of the run in which the rate rises, above 0 and below 1
  record OneCycle(double warm) implements RateSchedule {
    /// Fails with [IllegalArgumentException] if `warm` is not between 0 and 1.
    public OneCycle {
      Require.share(warm, "warm");
      Require.positive(warm, "warm");
    }

    @Override
    public Schedule over(double learningRate, long steps) {
      return new Schedule.OneCycle(learningRate, steps, warm);
    }
  }

  /// Falls by `factor` whenever the validation result has not improved for `patience` evaluations.
  /// Keras calls it ReduceLROnPlateau.
  ///
  /// @param monitor what is watched
  /// @param factor what remains of the rate each time, between 0 and 1
  /// @param patience evaluations without improvement until the rate falls
  /// @param least the smallest change that counts as an improvement
  record Plateau(Monitor monitor, double factor, int patience, double least)
      implements RateSchedule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Plateau {
      Require.share(factor, "factor");
      Require.positive(factor, "factor");
      Require.atLeastOne(patience, "patience");
    }

    /// The rate before the first fall; the run takes care of the rest.
    @Override
    public Schedule over(double learningRate, long steps) {
      return Schedule.constant(learningRate);
    }
  }

  /// The same rate always.
  static Constant constant() {
    return new Constant();
  }

  /// Falls by `factor` every `every` steps, bit by bit.
  static Exponential exponential(long every, double factor) {
    return new Exponential(every, factor, false);
  }

  /// Falls by `factor` every `every` steps, all at once.
  static Exponential staircase(long every, double factor) {
    return new Exponential(every, factor, true);
  }

  /// Half a cosine down to 0.
  static Cosine cosine() {
    return new Cosine(0);
  }

  /// Up over the first 30 % of the run, then down.
  static OneCycle oneCycle() {
    return new OneCycle(0.3);
  }

  /// A tenth whenever the validation loss has not improved for `patience` evaluations.
  static Plateau plateau(int patience) {
    return new Plateau(Monitor.LOSS, 0.1, patience, 0);
  }
}
