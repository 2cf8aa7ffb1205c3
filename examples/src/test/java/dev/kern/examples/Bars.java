package dev.kern.examples;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.SplitName;
import java.util.List;
import java.util.Random;

/// Tiny data to learn from: noisy images of 8 x 8 pixels with a bar that lies or stands.
final class Bars {
  private Bars() {}

  /// A data set with so many training images.
  static Dataset data(int count) {
    ImageShape shape = new ImageShape(8, 8, 1);
    Random random = new Random(1);
    float[] pixels = new float[count * shape.size()];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n % 2;
      int place = random.nextInt(8);
      for (int i = 0; i < shape.size(); i++) {
        boolean on = (labels[n] == 0 ? i / 8 : i % 8) == place;
        pixels[n * shape.size() + i] = (on ? 0.4f : -0.4f) + 0.1f * random.nextFloat();
      }
    }
    return Dataset.builder(List.of("lying", "standing"), shape)
        .normalization(Normalization.COURSE)
        .add(SplitName.TRAIN, pixels, labels)
        .build();
  }
}
