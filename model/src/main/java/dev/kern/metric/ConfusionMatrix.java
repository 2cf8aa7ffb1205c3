package dev.kern.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How many images of each class were taken for each class.
///
/// Rows are the true classes, columns the predicted ones. Immutable.
public final class ConfusionMatrix {
  private final List<String> names;
  private final int[][] counts;

  private ConfusionMatrix(List<String> names, int[][] counts) {
    this.names = List.copyOf(names);
    this.counts = counts;
  }

  /// The matrix of these predictions.
  ///
  /// Fails with [IllegalArgumentException] if there are not as many predictions as labels, or an
  /// index is not that of a class.
  ///
  /// @param names the classes
  /// @param predicted class indices, one per image
  /// @param labels the true class indices
  public static ConfusionMatrix of(List<String> names, int[] predicted, int[] labels) {
    if (predicted.length != labels.length) {
      throw new IllegalArgumentException(
          "expected one prediction per label, given %d for %d labels"
              .formatted(predicted.length, labels.length));
    }
    int[][] counts = new int[names.size()][names.size()];
    for (int i = 0; i < labels.length; i++) {
      if (Math.min(predicted[i], labels[i]) < 0
          || Math.max(predicted[i], labels[i]) >= names.size()) {
        throw new IllegalArgumentException(
            "image %d has label %d and prediction %d, but there are %d classes"
                .formatted(i, labels[i], predicted[i], names.size()));
      }
      counts[labels[i]][predicted[i]]++;
    }
    return new ConfusionMatrix(names, counts);
  }

  /// The matrix of what a network said.
  ///
  /// @param scores of targets that are classes, such as those of a head
  public static ConfusionMatrix of(Scores scores) {
    return of(
        scores.targets().names(),
        IntStream.range(0, scores.count()).map(scores::predicted).toArray(),
        IntStream.range(0, scores.count()).map(scores::label).toArray());
  }

  /// The classes.
  public List<String> names() {
    return names;
  }

  /// How many images of class `actual` were taken for class `predicted`.
  public int count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /// The counts, row by row, as fresh arrays.
  public int[][] toArray() {
    return Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new);
  }

  /// How many images there are.
  public int count() {
    return Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
  }

  /// The fraction of images classified correctly, from 0 to 1; 0 for no images.
  public double accuracy() {
    int right = IntStream.range(0, names.size()).map(c -> counts[c][c]).sum();
    return ratio(right, count());
  }

  /// Precision, recall and F1 of each class.
  public List<ClassScore> scores() {
    return IntStream.range(0, names.size()).mapToObj(this::score).toList();
  }

  private ClassScore score(int c) {
    int right = counts[c][c];
    int support = Arrays.stream(counts[c]).sum();
    int predicted = Arrays.stream(counts).mapToInt(row -> row[c]).sum();
    return new ClassScore(
        names.get(c),
        ratio(right, predicted),
        ratio(right, support),
        ratio(2 * right, predicted + support),
        support,
        predicted);
  }

  /// The unweighted means of precision, recall and F1 over the classes that occur among the labels
  /// or the predictions.
  public ClassScore macroAverage() {
    List<ClassScore> seen =
        scores().stream().filter(s -> s.support() > 0 || s.predicted() > 0).toList();
    return new ClassScore(
        "macro average",
        seen.stream().mapToDouble(ClassScore::precision).average().orElse(0),
        seen.stream().mapToDouble(ClassScore::recall).average().orElse(0),
        seen.stream().mapToDouble(ClassScore::f1).average().orElse(0),
        count(),
        count());
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix matrix
        && names.equals(matrix.names)
        && Arrays.deepEquals(counts, matrix.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  /// A table with a line for each true class, a column for each predicted one:
  ///
  /// ```
  /// true  A  B
  /// A    12  0
  /// B     1  9
  /// ```
  @Override
  public String toString() {
    int first = Math.max(4, names.stream().mapToInt(String::length).max().orElse(0));
    StringBuilder text = new StringBuilder(cell("true", -first));
    for (int c = 0; c < names.size(); c++) {
      text.append(' ').append(cell(names.get(c), width(c)));
    }
    for (int row = 0; row < names.size(); row++) {
      text.append('\n').append(cell(names.get(row), -first));
      for (int c = 0; c < names.size(); c++) {
        text.append(' ').append(cell(Integer.toString(counts[row][c]), width(c)));
      }
    }
    return text.toString();
  }

  private int width(int column) {
    int most = Arrays.stream(counts).mapToInt(row -> row[column]).max().orElse(0);
    return Math.max(names.get(column).length(), Integer.toString(most).length());
  }

  /// Text of a width, to the left if it is negative.
  private static String cell(String text, int width) {
    String space = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
    return width < 0 ? text + space : space + text;
  }
}
