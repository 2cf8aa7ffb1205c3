package dev.kern.model;

import dev.kern.metric.Scores;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// An image that was taken for something else.
///
/// @param image its place in the split, from 0
/// @param source where the source of the data has it: its file, or `train[17]`; see
///   [dev.kern.data.ImageOrigin]
/// @param label what it is
/// @param predicted what it was taken for
/// @param probability how sure the network was of that, from 0 to 1
/// @param labelProbability how probable it took the label for
/// @param loss the cross-entropy, in nats: `-log(labelProbability)`
public record Mistake(
    int image,
    String source,
    String label,
    String predicted,
    double probability,
    double labelProbability,
    double loss) {
  /// The images that a network was most wrong about, those first whose class got the lowest
  /// probability.
  ///
  /// @param said of targets that are classes, such as those of a head
  /// @param most how many to list
  public static List<Mistake> worst(Scores said, int most) {
    Comparator<Integer> worst = Comparator.comparingDouble(i -> -said.crossEntropy(i));
    return IntStream.range(0, said.count())
        .filter(i -> !said.isRight(i))
        .boxed()
        .sorted(worst.thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .map(i -> of(said, i))
        .toList();
  }

  private static Mistake of(Scores said, int image) {
    double loss = said.crossEntropy(image);
    List<String> classes = said.targets().names();
    Prediction prediction = Prediction.of(classes, said.outputs(image), 0);
    return new Mistake(
        image,
        said.origin(image).toString(),
        classes.get(said.label(image)),
        prediction.label(),
        prediction.probability(),
        Math.exp(-loss),
        loss);
  }
}
