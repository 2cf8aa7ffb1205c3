package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.graph.RateSchedule;
import dev.kern.math.Bounds;
import dev.kern.train.event.Progress;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A learning rate range test: training while the rate rises from step to step by the same factor,
/// until the loss explodes. Good rates lie a little below those at which the loss is lowest.
///
/// ```java
/// LearningRateFinder.Result result = LearningRateFinder.of(training).run(data);
/// double rate = result.suggested().orElseThrow();
/// training = training.optimizer(training.optimizer().learningRate(rate));
/// ```
///
/// Neither validation nor test images are touched, and nothing is written. Immutable.
///
/// Source: Smith 2015, section 3.3.
public final class LearningRateFinder {
  /// What remains of the smoothed loss per step.
  private static final double SMOOTHING = 0.95;

  /// The loss has exploded when it is so many times the lowest.
  private static final double EXPLODED = 4;

  /// A rate that is good for a whole training is smaller than that with the lowest loss.
  private static final double BELOW_LOWEST = 10;

  /// Less of a fall than this part of the loss tells nothing.
  private static final double LEAST_FALL = 0.02;

  private static final int FIRST_JUDGED = 10;
  private static final MathContext DIGITS = new MathContext(1, RoundingMode.HALF_UP);

  private final Training training;
  private final double least;
  private final double greatest;
  private final int steps;

  private LearningRateFinder(Training training, double least, double greatest, int steps) {
    this.training = training;
    this.least = least;
    this.greatest = greatest;
    this.steps = steps;
  }

  /// A test of rates from 1e-6 to 10 in 200 steps.
  public static LearningRateFinder of(Training training) {
    return new LearningRateFinder(training, 1e-6, 10, 200);
  }

  /// The same with other rates.
  ///
  /// Fails with [IllegalArgumentException] if they aren't above 0 and rising.
  public LearningRateFinder rates(double first, double last) {
    Bounds.positive(first, "first learning rate");
    Bounds.positive(last, "last learning rate");
    if (first >= last) {
      throw new IllegalArgumentException(
          "the first learning rate must be below the last, given %s and %s".formatted(first, last));
    }
    return new LearningRateFinder(training, first, last, steps);
  }

  /// The same with at most so many steps.
  ///
  /// Fails with [IllegalArgumentException] if that is 20 or less.
  public LearningRateFinder steps(int most) {
    if (most <= FIRST_JUDGED * 2) {
      throw new IllegalArgumentException(
          "a learning rate test takes more than %d steps, given %d"
              .formatted(FIRST_JUDGED * 2, most));
    }
    return new LearningRateFinder(training, least, greatest, most);
  }

  /// A step.
  ///
  /// @param rate its learning rate
  /// @param loss the loss of its batch before the weights moved
  /// @param smoothed the moving average of the losses up to here
  public record Point(double rate, double loss, double smoothed) {}

  /// What came of it.
  ///
  /// @param points the steps, in order
  /// @param suggested a good rate to train with; empty if the loss has not fallen at any
  /// @param exploded whether the test ended because the loss exploded, not at the last rate
  public record Result(List<Point> points, Optional<Double> suggested, boolean exploded) {
    /// Copies the list.
    public Result {
      points = List.copyOf(points);
    }

    /// The step with the lowest moving average.
    public Point lowest() {
      return LearningRateFinder.lowest(points);
    }
  }

  /// Trains, with a rate that rises.
  ///
  /// Fails with `DataException` if there are no training images, with `ShapeException` if the
  /// network does not fit the images or the classes.
  ///
  /// @param listeners those who want to know how it goes
  public Result run(Dataset data, Listener... listeners) {
    List<Point> points = new ArrayList<>();
    boolean[] exploded = {false};
    double factor = greatest / least;
    Training ramp =
        training
            .optimizer(training.optimizer().learningRate(least))
            .schedule(
                RateSchedule.of("rangeTest", (step, all) -> Math.pow(factor, step / (all - 1.0))))
            .steps(steps)
            .usualReports()
            .reportEvery(1)
            .unsaved();
    Dataset images = training.part(data);
    try (Run run = ramp.start(images.withSplits(Map.of(SplitName.TRAIN, images.train())))) {
      Average average = new Average();
      Listener[] all = Arrays.copyOf(listeners, listeners.length + 1);
      all[listeners.length] =
          event -> {
            if (event instanceof Progress report) {
              double smoothed = average.after(report.loss());
              points.add(new Point(report.learningRate(), report.loss(), smoothed));
              if (smoothed > EXPLODED * lowest(points).smoothed()) {
                exploded[0] = true;
                run.stop("the loss exploded");
              }
            }
          };
      run.fit(all);
    } catch (DivergedException _) {
      exploded[0] = true;
    }
    return new Result(points, suggested(points), exploded[0]);
  }

  /// A moving average that isn't drawn to its begin.
  private static final class Average {
    private double sum;
    private double weight;

    double after(double loss) {
      sum = SMOOTHING * sum + (1 - SMOOTHING) * loss;
      weight = SMOOTHING * weight + 1 - SMOOTHING;
      return sum / weight;
    }
  }

  /// The step with the lowest moving average, but for the first few, whose average is that of a few
  /// batches, good or bad.
  private static Point lowest(List<Point> points) {
    int first = points.size() > FIRST_JUDGED ? FIRST_JUDGED : 0;
    return Collections.min(
        points.subList(first, points.size()), Comparator.comparingDouble(Point::smoothed));
  }

  /// A tenth of the rate with the lowest smoothed loss, in round numbers.
  static Optional<Double> suggested(List<Point> points) {
    Point lowest = lowest(points);
    double before =
        points.stream()
            .takeWhile(point -> point.rate() <= lowest.rate())
            .mapToDouble(Point::smoothed)
            .max()
            .orElseThrow();
    return lowest.smoothed() < (1 - LEAST_FALL) * before
        ? Optional.of(BigDecimal.valueOf(lowest.rate() / BELOW_LOWEST).round(DIGITS).doubleValue())
        : Optional.empty();
  }
}
