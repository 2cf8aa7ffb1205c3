package dev.kern.data.augment;

import static dev.kern.data.augment.Augmentation.elastic;
import static dev.kern.data.augment.Augmentation.flip;
import static dev.kern.data.augment.Augmentation.rotate;
import static dev.kern.data.augment.Augmentation.scale;
import static dev.kern.data.augment.Augmentation.shear;
import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.data.augment.Augmentation.stretch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Augmentations that go well with a kind of images.
public enum AugmentationPreset {
  /// Printed letters of 28 × 28 pixels or so, of all manner of typefaces.
  LETTERS,

  /// Handwritten digits of 28 × 28 pixels or so.
  DIGITS,

  /// Photographs of 32 × 32 pixels or so, of things that have no left and right.
  PHOTOS;

  /// The augmentations, in their order.
  public List<Augmentation> augmentations() {
    return switch (this) {
      case LETTERS ->
          List.of(shift(2), rotate(10), scale(0.1), stretch(0.15), shear(0.15), elastic(2));
      case DIGITS ->
          List.of(shift(2), rotate(10), scale(0.1), stretch(0.1), shear(0.15), elastic(2));
      case PHOTOS -> List.of(shift(4), flip());
    };
  }

  /// The name on the command line, such as `letters`.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The names of all presets.
  public static List<String> keys() {
    return Arrays.stream(values()).map(AugmentationPreset::key).toList();
  }
}
