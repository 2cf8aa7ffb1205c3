package dev.kern.model;

import dev.kern.metric.ClassScore;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.Metrics;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// How well a network does on a set of images.
///
/// @param accuracy the part classified correctly, from 0 to 1
/// @param loss the mean cross-entropy, in nats
/// @param count how many images
/// @param classes the classes
/// @param confusion how many of each class (rows) were taken for each class (columns)
/// @param scores precision, recall and F1 of each class
/// @param macroAverage their means over the classes
/// @param mistakes the images that the network was most wrong about, worst first
public record Evaluation(
    double accuracy,
    double loss,
    int count,
    List<String> classes,
    List<List<Integer>> confusion,
    List<ClassScore> scores,
    ClassScore macroAverage,
    List<Mistake> mistakes) {
  /// Copies the lists.
  public Evaluation {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
    scores = List.copyOf(scores);
    mistakes = List.copyOf(mistakes);
  }

  /// The evaluation of logits, a row per label.
  ///
  /// @param most how many mistakes to list
  static Evaluation of(List<String> classes, float[] logits, int[] labels, int most) {
    int[] predicted = Metrics.classes(logits, labels.length);
    ConfusionMatrix matrix = ConfusionMatrix.of(classes, predicted, labels);
    return new Evaluation(
        matrix.accuracy(),
        Metrics.crossEntropy(logits, labels),
        labels.length,
        classes,
        Arrays.stream(matrix.toArray()).map(row -> Arrays.stream(row).boxed().toList()).toList(),
        matrix.scores(),
        matrix.macroAverage(),
        mistakes(classes, logits, labels, predicted, most));
  }

  private static List<Mistake> mistakes(
      List<String> classes, float[] logits, int[] labels, int[] predicted, int most) {
    int width = classes.size();
    Comparator<Integer> worst =
        Comparator.comparingDouble(i -> -Metrics.crossEntropy(logits, i * width, width, labels[i]));
    return IntStream.range(0, labels.length)
        .filter(i -> predicted[i] != labels[i])
        .boxed()
        .sorted(worst.thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .map(
            i ->
                new Mistake(
                    i,
                    classes.get(labels[i]),
                    classes.get(predicted[i]),
                    Prediction.of(classes, logits, i * width).probability()))
        .toList();
  }

  /// `accuracy 93.3%, loss 0.2134, on 60 images of 3 classes`.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "accuracy %.1f%%, loss %.4f, on %,d images of %d classes",
        100 * accuracy,
        loss,
        count,
        classes.size());
  }
}
