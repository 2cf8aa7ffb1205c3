package dev.kern.graph;

/// The learning rate of a run as a function of the step: a schedule applied to a base rate and a
/// number of steps.
///
/// @param schedule how the rate changes
/// @param rate the base rate that the schedule is relative to
/// @param steps how many steps the run has; some schedules ignore it
public record ScheduledRate(RateSchedule schedule, double rate, long steps) {
  /// The learning rate of a step, counted from 0.
  public double at(long step) {
    return schedule.at(rate, step, steps);
  }

  /// A constant rate.
  public static ScheduledRate constant(double rate) {
    return RateSchedule.constant().over(rate, 1);
  }

  /// Falls by `factor` every `steps` steps, all at once if `staircase`.
  public static ScheduledRate exponential(
      double initial, long steps, double factor, boolean staircase) {
    return new RateSchedule.Exponential(steps, factor, staircase).over(initial, 1);
  }

  /// Half a cosine down to 0.
  public static ScheduledRate cosine(double initial, long steps) {
    return RateSchedule.cosine().over(initial, steps);
  }

  /// Rises over the first 30 % of the steps, then falls.
  public static ScheduledRate oneCycle(double peak, long steps) {
    return RateSchedule.oneCycle().over(peak, steps);
  }

  /// The text in graph listings, such as `Constant[rate=0.05]`.
  @Override
  public String toString() {
    return switch (schedule) {
      case RateSchedule.Constant _ -> "Constant[rate=%s]".formatted(rate);
      case RateSchedule.Exponential(long every, double factor, boolean staircase) ->
          "Exponential[initial=%s, steps=%d, factor=%s, staircase=%s]"
              .formatted(rate, every, factor, staircase);
      case RateSchedule.Cosine(double last) ->
          "Cosine[initial=%s, steps=%d, last=%s]".formatted(rate, steps, last * rate);
      case RateSchedule.OneCycle(double warm) ->
          "OneCycle[peak=%s, steps=%d, warm=%s]".formatted(rate, steps, warm);
      default -> "%s[rate=%s, steps=%d]".formatted(schedule, rate, steps);
    };
  }
}
