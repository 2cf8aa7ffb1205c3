package dev.kern.graph;

/// The learning rate as a function of the step.
public sealed interface Schedule {
  /// The learning rate of a step, counted from 0.
  double at(long step);

  /// The same rate always.
  record Constant(double rate) implements Schedule {
    @Override
    public double at(long step) {
      return rate;
    }
  }

  /// `rate = initial * factor^(step / steps)`, the quotient rounded down if `staircase`, as
  /// TensorFlow's `exponential_decay`.
  record Exponential(double initial, long steps, double factor, boolean staircase)
      implements Schedule {
    @Override
    public double at(long step) {
      return initial
          * Math.pow(factor, staircase ? Math.floorDiv(step, steps) : (double) step / steps);
    }
  }

  /// Half a cosine from `initial` down to `last` over `steps` steps, then `last`. Source:
  /// Loshchilov and Hutter 2016, without restarts.
  record Cosine(double initial, long steps, double last) implements Schedule {
    @Override
    public double at(long step) {
      return last + (initial - last) * fall((double) step / steps);
    }
  }

  /// Half a cosine from `peak / 25` up to `peak` over the first `warm` of `steps` steps, then half
  /// a cosine down to `peak / 250000`. Source: Smith and Topin 2017, with PyTorch's constants.
  record OneCycle(double peak, long steps, double warm) implements Schedule {
    @Override
    public double at(long step) {
      double start = peak / 25;
      double end = start / 10_000;
      double top = warm * steps;
      return step < top
          ? peak + (start - peak) * fall(step / top)
          : end + (peak - end) * fall((step - top) / (steps - top));
    }
  }

  /// The same rate always.
  static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /// Falls by `factor` every `steps` steps.
  static Schedule exponential(double initial, long steps, double factor, boolean staircase) {
    return new Exponential(initial, steps, factor, staircase);
  }

  /// Half a cosine down to 0.
  static Schedule cosine(double initial, long steps) {
    return new Cosine(initial, steps, 0);
  }

  /// Up over the first 30 % of the steps, then down.
  static Schedule oneCycle(double peak, long steps) {
    return new OneCycle(peak, steps, 0.3);
  }

  /// From 1 at 0 down to 0 at 1 along half a cosine; outside, the nearer end.
  private static double fall(double part) {
    return 0.5 * (1 + Math.cos(Math.PI * Math.clamp(part, 0, 1)));
  }
}
