package dev.kern.metric;

import java.util.stream.IntStream;

/// Whether two networks that were asked about the same images differ by more than chance: McNemar's
/// exact test. Only the images count that one of them alone has right: if the networks were equally
/// good, each of these would fall to either like the toss of a coin.
///
/// Source: McNemar, Note on the sampling error of the difference between correlated proportions or
/// percentages (1947); the exact form takes the binomial distribution itself.
///
/// @param onlyFirst how many images the first one alone has right
/// @param onlySecond how many images the second one alone has right
/// @param p how probable a difference at least as large is by chance, from 0 to 1
public record McNemarTest(int onlyFirst, int onlySecond, double p) {
  /// Compares what two networks said.
  ///
  /// Fails with [IllegalArgumentException] if they weren't asked about the same targets, image by
  /// image, or the targets are values, which are not right or wrong.
  public static McNemarTest of(Scores first, Scores second) {
    if (!areAlike(first, second)) {
      throw new IllegalArgumentException(
          "two networks are compared on the same images, given %d and %d of other targets"
              .formatted(first.count(), second.count()));
    }
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < first.count(); i++) {
      boolean right = first.isRight(i);
      if (right != second.isRight(i)) {
        onlyFirst += right ? 1 : 0;
        onlySecond += right ? 0 : 1;
      }
    }
    return of(onlyFirst, onlySecond);
  }

  /// The test for counts that are known.
  ///
  /// Fails with [IllegalArgumentException] if one is negative.
  public static McNemarTest of(int onlyFirst, int onlySecond) {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException(
          "counts of images are 0 or more, given %d and %d".formatted(onlyFirst, onlySecond));
    }
    int tosses = Math.addExact(onlyFirst, onlySecond);
    int fewer = Math.min(onlyFirst, onlySecond);
    // ln of (tosses choose k) / 2^tosses, for k from 0 on
    double log = -tosses * Math.log(2);
    double tail = 0;
    for (int k = 0; k <= fewer; k++) {
      tail += Math.exp(log);
      log += Math.log((double) (tosses - k) / (k + 1));
    }
    return new McNemarTest(onlyFirst, onlySecond, Math.min(1, 2 * tail));
  }

  /// Whether both were to say the same about each image, which may be right or wrong.
  public static boolean areAlike(Scores first, Scores second) {
    return first.targets().equals(second.targets())
        && !first.targets().areValues()
        && first.count() == second.count()
        && IntStream.range(0, first.count()).allMatch(i -> areAlike(first, second, i));
  }

  private static boolean areAlike(Scores first, Scores second, int image) {
    return first.targets().areClasses()
        ? first.label(image) == second.label(image)
        : IntStream.range(0, first.width())
            .allMatch(c -> first.target(image, c) == second.target(image, c));
  }
}
