package dev.kern.watch;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.SplitName;
import dev.kern.layer.Network;
import dev.kern.train.Training;
import java.util.List;
import java.util.Random;

/// Noisy images of 8 x 8 pixels with a bar that lies, stands or leans, and a small network that
/// learns to tell them.
final class Bars {
  static final Network NETWORK = Network.of(conv(4, 3), relu(), flatten(), dense(3)).named("bars");

  static final Dataset DATA =
      Dataset.builder(List.of("lying", "standing", "leaning"), new ImageShape(8, 8, 1))
          .add(SplitName.TRAIN, pixels(120, 1), labels(120))
          .add(SplitName.VALID, pixels(60, 2), labels(60))
          .add(SplitName.TEST, pixels(30, 3), labels(30))
          .build();

  private Bars() {}

  /// A training of so many steps that reports ten times.
  static Training training(long steps) {
    return Training.of(NETWORK)
        .optimizer(sgd(0.05))
        .batch(10)
        .steps(steps)
        .reportEvery(Math.max(1, steps / 10))
        .threads(1);
  }

  private static int[] labels(int count) {
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n % 3;
    }
    return labels;
  }

  static float[] pixels(int count, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[64 * count];
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < 64; i++) {
        pixels[64 * n + i] = 0.5f * random.nextFloat();
      }
      int place = 1 + random.nextInt(6);
      for (int i = 0; i < 8; i++) {
        int row = n % 3 == 0 ? place : i;
        int column = n % 3 == 0 ? i : n % 3 == 1 ? place : (i + place) % 8;
        pixels[64 * n + 8 * row + column] += 0.5f;
      }
    }
    return pixels;
  }
}
