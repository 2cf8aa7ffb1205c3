package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Tiny data to learn from: noisy images of 8 x 8 pixels with a bar that lies, stands or leans.
final class Toys {
  static final ImageShape SHAPE = new ImageShape(8, 8, 1);
  static final List<String> CLASSES = List.of("lying", "standing", "leaning");

  private Toys() {}

  /// A data set with so many images per part; a part without images is missing.
  static Dataset bars(int train, int valid, int test) {
    Map<SplitName, Split> parts = new LinkedHashMap<>();
    parts.put(SplitName.TRAIN, split(train, 1));
    parts.put(SplitName.VALID, split(valid, 2));
    parts.put(SplitName.TEST, split(test, 3));
    return Dataset.of(CLASSES, parts, Normalization.COURSE, Provenance.ofProgram("bars"));
  }

  /// The data with one pixel of a training image replaced.
  static Dataset withPixel(Dataset data, int image, float value) {
    Map<SplitName, Split> parts = new LinkedHashMap<>();
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName).ifPresent(split -> parts.put(splitName, split));
    }
    float[] pixels = new float[data.train().count() * SHAPE.size()];
    int[] labels = new int[data.train().count()];
    data.train().copy(0, labels.length, pixels, 0, labels, 0);
    pixels[image * SHAPE.size()] = value;
    parts.put(SplitName.TRAIN, Split.of(SHAPE, pixels, labels));
    return data.withSplits(parts);
  }

  private static Split split(int count, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n % CLASSES.size();
      int at = n * SHAPE.size();
      for (int i = 0; i < SHAPE.size(); i++) {
        pixels[at + i] = -0.5f + 0.2f * random.nextFloat();
      }
      int place = 1 + random.nextInt(6);
      for (int i = 0; i < 8; i++) {
        int row = labels[n] == 0 ? place : i;
        int column = labels[n] == 1 ? place : labels[n] == 0 ? i : (i + place) % 8;
        pixels[at + 8 * row + column] += 0.7f;
      }
    }
    return Split.of(SHAPE, pixels, labels);
  }
}
