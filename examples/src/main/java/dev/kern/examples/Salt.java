package dev.kern.examples;

import dev.kern.data.augment.AugmentedImage;
import dev.kern.data.augment.CustomAugmentation;
import java.util.random.RandomGenerator;

/// A custom augmentation: a record whose components are its settings.
///
/// In a file it is `{"type": "salt", "part": 0.05, "value": 0.5}`, on the command line `--augment
/// salt=0.05`.
///
/// @param part the probability that a pixel is replaced
/// @param value what it is replaced by, in all channels
public record Salt(double part, double value) implements CustomAugmentation {
  /// Fails with [IllegalArgumentException] if `part` is not from 0 to 1.
  public Salt {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("salt takes a part from 0 to 1, given " + part);
    }
  }

  @Override
  public String kind() {
    return "salt";
  }

  @Override
  public void apply(AugmentedImage image, RandomGenerator random) {
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        if (random.nextDouble() < part) {
          for (int channel = 0; channel < image.channels(); channel++) {
            image.set(row, column, channel, (float) value);
          }
        }
      }
    }
  }
}
