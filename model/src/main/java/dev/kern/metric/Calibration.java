package dev.kern.metric;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// How far the probabilities of a classifier can be taken at their word: of the images that it is
/// 80 % sure about, 80 % should be right.
///
/// A *temperature* above 1 makes all probabilities more cautious, one below 1 bolder; the predicted
/// classes stay: `softmax(logits / temperature)`. Sources: Guo and others, On calibration of modern
/// neural networks (2017); Naeini and others, Obtaining well calibrated probabilities using
/// Bayesian binning (2015).
///
/// @param images how many images there are
/// @param temperature what the logits are divided by
/// @param loss the mean cross-entropy with that temperature, in nats
/// @param error the expected calibration error, from 0 to 1: images are put in 15 bins by the
///   probability of their predicted class, and the differences between its mean and the accuracy of
///   a bin are averaged over the images
public record Calibration(int images, double temperature, double loss, double error) {
  private static final int BINS = 15;
  private static final double WIDEST = Math.log(100);
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double EXACT = 1e-4;

  /// With a temperature.
  ///
  /// Fails with [IllegalArgumentException] if it isn't above 0, the targets aren't classes, or
  /// there are no images.
  public static Calibration of(Scores said, double temperature) {
    double loss = loss(said, temperature);
    double[] sure = new double[BINS];
    double[] right = new double[BINS];
    for (int i = 0; i < said.count(); i++) {
      float[] logits = tempered(said, i, temperature);
      double probability =
          Math.exp(-Metrics.crossEntropy(logits, 0, logits.length, said.predicted(i)));
      int bin = Math.min(BINS - 1, (int) (probability * BINS));
      sure[bin] += probability;
      right[bin] += said.isRight(i) ? 1 : 0;
    }
    double error =
        IntStream.range(0, BINS).mapToDouble(bin -> Math.abs(sure[bin] - right[bin])).sum();
    return new Calibration(said.count(), temperature, loss, error / said.count());
  }

  /// With the temperature, from 0.01 to 100, at which the loss is least. Choose it on images that
  /// the network hasn't learned from.
  ///
  /// Fails as [#of] does.
  public static Calibration best(Scores said) {
    double logarithm = least(log -> loss(said, Math.exp(log)), -WIDEST, WIDEST);
    double rounded = Math.round(1000 * Math.exp(logarithm)) / 1000.0;
    return of(said, Math.max(rounded, 0.01));
  }

  private static double loss(Scores said, double temperature) {
    if (!(temperature > 0) || !said.targets().areClasses() || said.count() == 0) {
      throw new IllegalArgumentException(
          "a calibration needs images with classes and a temperature above 0, given %d and %s"
              .formatted(said.count(), temperature));
    }
    double losses = 0;
    for (int i = 0; i < said.count(); i++) {
      float[] logits = tempered(said, i, temperature);
      losses += Metrics.crossEntropy(logits, 0, logits.length, said.label(i));
    }
    return losses / said.count();
  }

  private static float[] tempered(Scores said, int image, double temperature) {
    float[] logits = said.outputs(image);
    for (int c = 0; c < logits.length; c++) {
      logits[c] = (float) (logits[c] / temperature);
    }
    return logits;
  }

  /// Where a function is least that falls, then rises: golden-section search.
  private static double least(DoubleUnaryOperator f, double from, double to) {
    double low = from;
    double high = to;
    while (high - low > EXACT) {
      double left = high - GOLDEN * (high - low);
      double right = low + GOLDEN * (high - low);
      if (f.applyAsDouble(left) <= f.applyAsDouble(right)) {
        high = right;
      } else {
        low = left;
      }
    }
    return (low + high) / 2;
  }
}
