package dev.kern.data.augment;

import dev.kern.extension.Registry;
import java.util.Set;

/// The augmentations from outside of Kern that files may name.
final class CustomAugmentations {
  /// Presets have taken their names too: all stand in one list on the command line.
  static final Registry<Augmentation> REGISTRY =
      new Registry<>(
          "augmentation",
          "Augmentation",
          Set.of(
              "shift",
              "rotate",
              "scale",
              "stretch",
              "shear",
              "elastic",
              "flip",
              "alternatingFlip",
              "crop",
              "brightness",
              "contrast",
              "invert",
              "erase",
              "cutout",
              "mixup",
              "cutmix",
              "letters",
              "digits",
              "photos"),
          Augmentation::kind,
          augmentation ->
              augmentation instanceof AugmentationFunction made
                  ? made.change().getClass()
                  : augmentation.getClass());

  private CustomAugmentations() {}
}
