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

/// Augmentations suited to one kind of image.
public enum AugmentationPreset {
  /// Printed letters of about 28 × 28 pixels, in all kinds of typefaces.
  LETTERS,

  /// Handwritten digits of about 28 × 28 pixels.
  DIGITS,

  /// Photographs of about 32 × 32 pixels, of things that may be mirrored.
  PHOTOS;

  /// The augmentations, in order.
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
