package dev.kern.graph;

import dev.kern.math.Bounds;
import dev.kern.math.CustomName;
import dev.kern.math.PortableMath;
import java.util.List;

/// A learning-rate schedule, relative to the optimiser's learning rate and, where it matters, to
/// the length of the run.
///
/// Its factories are meant to be imported statically. [#of] creates a custom schedule.
public interface RateSchedule {
  /// The learning rate of a step.
  ///
  /// @param rate the optimiser's
  /// @param step the step, counted from 0
  /// @param steps how many steps the run has
  double at(double rate, long step, long steps);

  /// This schedule for a run of the given length.
  ///
  /// @param rate the optimiser's
  /// @param steps how many steps the run has
  default ScheduledRate over(double rate, long steps) {
    return new ScheduledRate(this, rate, steps);
  }

  /// A constant rate.
  record Constant() implements RateSchedule {
    @Override
    public double at(double rate, long step, long steps) {
      return rate;
    }
  }

  /// `rate * factor^(step / every)`, the quotient rounded down if `staircase`: TensorFlow's
  /// `exponential_decay`.
  ///
  /// @param every steps until the rate has fallen by `factor`
  /// @param factor the fraction of the rate that remains by then
  /// @param staircase whether it falls all at once
  record Exponential(long every, double factor, boolean staircase) implements RateSchedule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Exponential {
      Bounds.atLeastOne(every, "every");
      Bounds.positive(factor, "factor");
    }

    @Override
    public double at(double rate, long step, long steps) {
      return rate
          * (staircase
              ? PortableMath.power(factor, Math.floorDiv(step, every))
              : StrictMath.pow(factor, (double) step / every));
    }
  }

  /// Half a cosine from the rate down to a fraction of it at the end of the run. Source: Loshchilov
  /// and Hutter 2016, without restarts.
  ///
  /// @param last the fraction of the rate that remains at the end
  record Cosine(double last) implements RateSchedule {
    /// Fails with [IllegalArgumentException] if `last` is outside of `[0, 1)`.
    public Cosine {
      Bounds.fraction(last, "last");
    }

    @Override
    public double at(double rate, long step, long steps) {
      return last * rate + (rate - last * rate) * fall((double) step / steps);
    }
  }

  /// Half a cosine from `rate / 25` up to the rate at the start of the run, then half a cosine down
  /// to `rate / 250000`. Source: Smith and Topin 2017, with PyTorch's constants.
  ///
  /// @param warm the fraction of the run during which the rate rises, above 0 and below 1
  record OneCycle(double warm) implements RateSchedule {
    /// Fails with [IllegalArgumentException] if `warm` is not between 0 and 1.
    public OneCycle {
      Bounds.fraction(warm, "warm");
      Bounds.positive(warm, "warm");
    }

    @Override
    public double at(double rate, long step, long steps) {
      double start = rate / 25;
      double end = start / 10_000;
      double top = warm * steps;
      return step < top
          ? rate + (start - rate) * fall(step / top)
          : end + (rate - end) * fall((step - top) / (steps - top));
    }
  }

  /// Straight lines between points, such as a warm-up and a linear decay.
  ///
  /// @param points in order of their place, one or more; before the first and after the last the
  ///   factor stays
  record Pieces(List<Point> points) implements RateSchedule {
    /// A point of the schedule.
    ///
    /// @param at the part of the run that lies before it, from 0 to 1
    /// @param factor what the optimiser's rate is multiplied by there, 0 or more
    public record Point(double at, double factor) {
      /// Fails with [IllegalArgumentException] if a number is out of range.
      public Point {
        if (!(at >= 0 && at <= 1 && factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "a point of a schedule is at a part of the run from 0 to 1 with a factor of 0 or more,"
                  + " given %s=%s".formatted(at, factor));
        }
      }
    }

    /// Fails with [IllegalArgumentException] if there is no point or one lies before another.
    public Pieces {
      points = List.copyOf(points);
      boolean ordered = !points.isEmpty();
      for (int i = 1; i < points.size(); i++) {
        ordered &= points.get(i).at() >= points.get(i - 1).at();
      }
      if (!ordered) {
        throw new IllegalArgumentException(
            "a schedule in pieces needs one or more points in order, given " + points);
      }
    }

    @Override
    public double at(double rate, long step, long steps) {
      double part = (double) step / steps;
      Point before = points.getFirst();
      for (int i = 0; i < points.size(); i++) { // an iterator would be an object per step
        Point point = points.get(i);
        if (part < point.at()) {
          double way = (part - before.at()) / (point.at() - before.at());
          return rate
              * (i == 0
                  ? point.factor()
                  : before.factor() + way * (point.factor() - before.factor()));
        }
        before = point;
      }
      return rate * before.factor();
    }
  }

  /// A custom schedule, which files refer to by name; see [RateSchedule#of].
  ///
  /// @param name its name in files and listings
  /// @param factor the schedule, relative to the optimiser's rate
  record Custom(String name, Factor factor) implements RateSchedule {
    /// Fails with [IllegalArgumentException] if the name is blank.
    public Custom {
      CustomName.expect(name, "schedule", "warmRestarts");
    }

    @Override
    public double at(double rate, long step, long steps) {
      return rate * factor.at(step, steps);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// A multiplier of the optimiser's rate.
  @FunctionalInterface
  interface Factor {
    /// The factor of a step.
    ///
    /// @param step the step, counted from 0
    /// @param steps how many steps the run has
    double at(long step, long steps);
  }

  /// A custom schedule: the optimiser's rate times a function of the step, such as `(step, steps)
  /// -> Math.min(1, (step + 1) / 500.0)`. A run folder stores only its name; the function
  /// registered under that name is used when the run is resumed.
  ///
  /// Fails with [IllegalArgumentException] if the name is blank.
  static Custom of(String name, Factor factor) {
    return new Custom(name, factor);
  }

  /// A constant rate.
  static Constant constant() {
    return new Constant();
  }

  /// Falls by `factor` every `every` steps, gradually.
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

  /// Rises over the first 30 % of the run, then falls.
  static OneCycle oneCycle() {
    return new OneCycle(0.3);
  }

  /// Rises in a straight line from 0 over the first part of the run, then falls in one to 0 at its
  /// end.
  ///
  /// @param warm the part, from 0 to less than 1; 0 only falls
  static Pieces linear(double warm) {
    Bounds.fraction(warm, "warm");
    return new Pieces(
        List.of(new Pieces.Point(0, 0), new Pieces.Point(warm, 1), new Pieces.Point(1, 0)));
  }

  /// From 1 at 0 down to 0 at 1 along half a cosine; outside, the nearer end.
  private static double fall(double part) {
    double p = Math.clamp(part, 0, 1);
    double sine = PortableMath.sine(0.5 * Math.PI * Math.min(p, 1 - p));
    return p < 0.5 ? 1 - sine * sine : sine * sine;
  }
}
