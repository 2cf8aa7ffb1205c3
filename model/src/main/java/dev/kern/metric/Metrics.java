package dev.kern.metric;

/// Figures about predictions. A row of scores per image, `[count, classes]`, may hold logits or
/// probabilities unless it is said; labels are class indices.
public final class Metrics {
  private Metrics() {}

  /// The fraction of images whose highest score is at their label, from 0 to 1; 0 for no images.
  ///
  /// Fails with [IllegalArgumentException] if there is no whole row of scores per label.
  public static double accuracy(float[] predictions, int[] labels) {
    return accuracy(classes(predictions, labels.length), labels);
  }

  /// The fraction of images classified correctly, from 0 to 1; 0 for no images.
  ///
  /// Fails with [IllegalArgumentException] if there are not as many predictions as labels.
  public static double accuracy(int[] predicted, int[] labels) {
    expectSame(predicted.length, labels.length);
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += predicted[i] == labels[i] ? 1 : 0;
    }
    return labels.length == 0 ? 0 : (double) right / labels.length;
  }

  /// The class with the highest score of each of `count` rows.
  ///
  /// Fails with [IllegalArgumentException] if the scores can't be cut into so many rows.
  public static int[] classes(float[] predictions, int count) {
    int width = width(predictions, count);
    int[] classes = new int[count];
    for (int i = 0; i < count; i++) {
      classes[i] = argmax(predictions, i * width, width);
    }
    return classes;
  }

  /// The place of the highest of `count` scores from `at` on, counted from 0; the first one if
  /// several are equally high. NaN counts as highest, as in NumPy.
  public static int argmax(float[] scores, int at, int count) {
    int best = 0;
    for (int c = 0; c < count; c++) {
      float score = scores[at + c];
      if (Float.isNaN(score)) {
        return c;
      }
      best = score > scores[at + best] ? c : best;
    }
    return best;
  }

  /// The mean cross-entropy of softmax(logits) and the labels, in nats; finite for finite logits of
  /// any size, 0 for no images.
  ///
  /// Fails with [IllegalArgumentException] if there is no whole row of logits per label.
  public static double crossEntropy(float[] logits, int[] labels) {
    int width = width(logits, labels.length);
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += crossEntropy(logits, i * width, width, labels[i]);
    }
    return labels.length == 0 ? 0 : sum / labels.length;
  }

  /// The cross-entropy of one row of logits, in nats.
  public static double crossEntropy(float[] logits, int at, int classes, int label) {
    double max = logits[at + argmax(logits, at, classes)];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[at + c] - max);
    }
    return Math.log(sum) - (logits[at + label] - max);
  }

  private static int width(float[] predictions, int count) {
    if (count == 0 ? predictions.length != 0 : predictions.length % count != 0) {
      throw new IllegalArgumentException(
          "expected one row of scores per label, given %d scores for %d labels"
              .formatted(predictions.length, count));
    }
    return count == 0 ? 0 : predictions.length / count;
  }

  private static void expectSame(int predictions, int labels) {
    if (predictions != labels) {
      throw new IllegalArgumentException(
          "expected one prediction per label, given %d for %d labels"
              .formatted(predictions, labels));
    }
  }
}
