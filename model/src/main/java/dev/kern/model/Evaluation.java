package dev.kern.model;

import dev.kern.json.Key;
import dev.kern.metric.ClassScore;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.Metric;
import dev.kern.metric.Scores;
import dev.kern.metric.WilsonInterval;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How well a network does on a set of images.
///
/// @param accuracy the part classified correctly, from 0 to 1; of images with labels the part whose
///   labels are all right, of those with heads the part where all heads with classes or labels are
///   right; NaN where there are values alone
/// @param accuracyInterval where the accuracy on all images of the kind lies, with a confidence of
///   95 %; empty where there is no accuracy
/// @param loss the mean loss without penalties: for classes the cross-entropy, in nats
/// @param count how many images
/// @param classes the classes, or the names of other targets
/// @param confusion how many of each class (rows) were taken for each class (columns); this and
///   what follows is empty where images have other targets than classes
/// @param scores precision, recall and F1 of each class
/// @param macroAverage their means over the classes
/// @param mistakes the images that the network was most wrong about, worst first
/// @param metrics the values of the metrics that were asked for, by name
public record Evaluation(
    double accuracy,
    @Key(omitEmpty = true) Optional<WilsonInterval> accuracyInterval,
    double loss,
    int count,
    List<String> classes,
    List<List<Integer>> confusion,
    List<ClassScore> scores,
    ClassScore macroAverage,
    List<Mistake> mistakes,
    @Key(omitEmpty = true) Map<String, Double> metrics) {
  /// The names of the [#results] that every classifier has.
  public static final List<String> RESULTS =
      List.of("loss", "accuracy", "precision", "recall", "f1");

  /// Copies the lists and the map.
  public Evaluation {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
    scores = List.copyOf(scores);
    mistakes = List.copyOf(mistakes);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /// The evaluation of what a network said.
  ///
  /// @param most how many mistakes to list
  public static Evaluation of(Scores said, List<Metric> metrics, int most) {
    boolean classes = said.targets().areClasses();
    ConfusionMatrix matrix =
        classes ? ConfusionMatrix.of(said) : ConfusionMatrix.of(List.of(), new int[0], new int[0]);
    return new Evaluation(
        said.accuracy(),
        said.accuracyInterval(),
        said.loss(),
        said.count(),
        said.targets().names(),
        Arrays.stream(matrix.toArray()).map(row -> Arrays.stream(row).boxed().toList()).toList(),
        matrix.scores(),
        matrix.macroAverage(),
        classes ? Mistake.worst(said, most) : List.of(),
        values(said, metrics));
  }

  private static Map<String, Double> values(Scores said, List<Metric> metrics) {
    Map<String, Double> values = new LinkedHashMap<>();
    metrics.forEach(metric -> values.put(metric.name(), metric.value(said)));
    return values;
  }

  /// The results by name: `loss`, `accuracy` where there is one, for classes the means over them of
  /// `precision`, `recall` and `f1`, and the metrics that were asked for.
  public Map<String, Double> results() {
    Map<String, Double> results = new LinkedHashMap<>(metrics);
    results.put("loss", loss);
    if (!Double.isNaN(accuracy)) {
      results.put("accuracy", accuracy);
    }
    if (!confusion.isEmpty()) {
      results.put("precision", macroAverage.precision());
      results.put("recall", macroAverage.recall());
      results.put("f1", macroAverage.f1());
    }
    return results;
  }

  /// `accuracy 93.3%, loss 0.2134, on 60 images of 3 classes`, or `loss 0.0213, r2 0.9812, on 60
  /// images`.
  @Override
  public String toString() {
    String told =
        Double.isNaN(accuracy)
            ? ""
            : String.format(Locale.ROOT, "accuracy %.1f%%, ", 100 * accuracy);
    String others =
        metrics.entrySet().stream()
            .map(
                metric ->
                    String.format(Locale.ROOT, ", %s %.4f", metric.getKey(), metric.getValue()))
            .collect(Collectors.joining());
    String what = confusion.isEmpty() ? "" : " of %d classes".formatted(classes.size());
    return String.format(
        Locale.ROOT, "%sloss %.4f%s, on %,d images%s", told, loss, others, count, what);
  }
}
