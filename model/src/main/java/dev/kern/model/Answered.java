package dev.kern.model;

import dev.kern.metric.Scores;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How many images a classifier with a threshold answers, and how many of the answers are right.
///
/// Source: El-Yaniv and Wiener 2010: the share of images that are answered is the coverage, that of
/// wrong answers the selective risk.
///
/// @param threshold the least probability of the best class at which it is the answer
/// @param images how many images there are
/// @param answered how many of them get an answer
/// @param right how many of the answers are right
public record Answered(double threshold, int images, int answered, int right) {
  /// More digits tell no two probabilities apart.
  private static final int MOST_DIGITS = 17;

  /// With a threshold.
  ///
  /// @param said of targets that are classes
  public static Answered of(Scores said, double threshold) {
    int[] answered =
        IntStream.range(0, said.count())
            .filter(image -> probability(said, image) >= threshold)
            .toArray();
    int right = (int) IntStream.of(answered).filter(said::isRight).count();
    return new Answered(threshold, said.count(), answered.length, right);
  }

  /// The lowest threshold, and so the one that answers most, at which so large a part of the
  /// answers is right; empty if there is none. A threshold that is chosen on some images promises
  /// less for others: choose it on validation images, many of them, and report what it does on test
  /// images.
  ///
  /// @param said of targets that are classes
  /// @param part of the answers, from 0 to 1
  public static Optional<Answered> lowest(Scores said, double part) {
    double[] probabilities =
        IntStream.range(0, said.count()).mapToDouble(image -> probability(said, image)).toArray();
    List<Integer> surest =
        IntStream.range(0, said.count())
            .boxed()
            .sorted(Comparator.comparingDouble(image -> -probabilities[image]))
            .toList();
    int right = 0;
    Optional<Answered> lowest = Optional.empty();
    for (int count = 1; count <= surest.size(); count++) {
      right += said.isRight(surest.get(count - 1)) ? 1 : 0;
      double last = probabilities[surest.get(count - 1)];
      boolean all = count == surest.size();
      double next = all ? 0 : probabilities[surest.get(count)];
      if (right >= part * count && (all || next < last)) {
        double threshold = all ? 0 : between(next, last);
        lowest = Optional.of(new Answered(threshold, said.count(), count, right));
      }
    }
    return lowest;
  }

  private static double probability(Scores said, int image) {
    return Prediction.of(said.targets().names(), said.outputs(image), 0).probability();
  }

  /// The number with the fewest digits above one number, and not above the other.
  private static double between(double below, double most) {
    for (int digits = 2; digits <= MOST_DIGITS; digits++) {
      double rounded = new BigDecimal(below).setScale(digits, RoundingMode.CEILING).doubleValue();
      if (rounded > below && rounded <= most) {
        return rounded;
      }
    }
    return most;
  }

  /// The part of the images that get an answer.
  public double coverage() {
    return (double) answered / images;
  }

  /// The part of the answers that are right; NaN if there are none.
  public double accuracy() {
    return (double) right / answered;
  }
}
