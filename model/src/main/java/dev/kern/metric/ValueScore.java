package dev.kern.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How near a network comes to one of the values that it says; an error is what it said less what
/// it was to say. All but `r2` is in the units of the value; all is 0 for no images.
///
/// @param name the value
/// @param meanError the mean error, or bias
/// @param meanAbsoluteError the mean size of an error
/// @param rootMeanSquaredError the square root of the mean squared error
/// @param medianError the size that half of the errors don't exceed
/// @param largestError the size of the largest error
/// @param r2 as [Metric#r2]
public record ValueScore(
    String name,
    double meanError,
    double meanAbsoluteError,
    double rootMeanSquaredError,
    double medianError,
    double largestError,
    double r2) {
  /// The scores of all values, in their order.
  ///
  /// @param scores of targets that are values
  public static List<ValueScore> of(Scores scores) {
    return IntStream.range(0, scores.width()).mapToObj(value -> of(scores, value)).toList();
  }

  private static ValueScore of(Scores scores, int value) {
    double[] errors = errors(scores, value);
    double[] sizes = Arrays.stream(errors).map(Math::abs).sorted().toArray();
    boolean none = errors.length == 0;
    return new ValueScore(
        scores.targets().names().get(value),
        Arrays.stream(errors).average().orElse(0),
        Arrays.stream(sizes).average().orElse(0),
        Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElse(0)),
        none ? 0 : sizes[(sizes.length - 1) / 2],
        none ? 0 : sizes[sizes.length - 1],
        FunctionMetric.r2(scores, value));
  }

  /// What the network said of each image less what it was to say.
  ///
  /// @param value which value, from 0
  public static double[] errors(Scores scores, int value) {
    return IntStream.range(0, scores.count())
        .mapToDouble(i -> scores.output(i, value) - scores.target(i, value))
        .toArray();
  }
}
