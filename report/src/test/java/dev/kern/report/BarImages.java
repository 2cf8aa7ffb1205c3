package dev.kern.report;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Tiny data: images of 8 x 8 pixels with a bar that lies or stands.
final class BarImages {
  static final ImageShape SHAPE = new ImageShape(8, 8, 1);

  private BarImages() {}

  /// 60 images to learn from, 20 to validate, 20 to test.
  static Dataset of(String source, ImageShape shape, String lying, String standing) {
    Map<SplitName, Split> parts = new LinkedHashMap<>();
    parts.put(SplitName.TRAIN, split(shape, 60, 1));
    parts.put(SplitName.VALID, split(shape, 20, 2));
    parts.put(SplitName.TEST, split(shape, 20, 3));
    return Dataset.of(
        List.of(lying, standing), parts, Normalization.COURSE, Provenance.ofProgram(source));
  }

  private static Split split(ImageShape shape, int count, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[count * shape.size()];
    int[] labels = new int[count];
    Arrays.fill(pixels, -0.5f);
    for (int n = 0; n < count; n++) {
      labels[n] = n % 2;
      int place = random.nextInt(8);
      for (int i = 0; i < 8; i++) {
        int pixel = labels[n] == 0 ? 8 * place + i : 8 * i + place;
        pixels[n * shape.size() + pixel * shape.channels()] = 0.5f;
      }
    }
    return Split.of(shape, pixels, labels);
  }
}
