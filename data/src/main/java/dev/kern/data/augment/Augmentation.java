package dev.kern.data.augment;

import dev.kern.extension.Registry;

/// A random change of training images: plain values that say how strong it is.
///
/// Its factories are meant to be imported statically. They have the names used on the command line
/// and as `type` in `run.json`, whose other keys are the components of the record.
///
/// One of your own is a record that implements [CustomAugmentation], or [#custom].
public sealed interface Augmentation permits Whole, Geometric, Tonal, Mixing, CustomAugmentation {
  /// Its name in JSON and on the command line.
  String kind();

  /// Moves images by up to this many pixels up, down, left or right.
  static Shift shift(double pixels) {
    return new Shift(pixels);
  }

  /// Rotates images by up to this many degrees.
  static Rotate rotate(double degrees) {
    return new Rotate(degrees);
  }

  /// Scales images up or down by up to this fraction.
  static Zoom scale(double part) {
    return new Zoom(part);
  }

  /// Makes images wider or narrower by up to this fraction.
  static Stretch stretch(double part) {
    return new Stretch(part);
  }

  /// Slants images by up to this fraction of a pixel per row.
  static Shear shear(double part) {
    return new Shear(part);
  }

  /// Distorts images elastically: moves pixels by up to this distance, on a grid of seven pixels.
  static Elastic elastic(double pixels) {
    return new Elastic(pixels, Elastic.USUAL_SPACING);
  }

  /// Mirrors a random half of the images left to right.
  static Flip flip() {
    return new Flip(0.5);
  }

  /// Mirrors each image in every other epoch.
  static AlternatingFlip alternatingFlip() {
    return new AlternatingFlip();
  }

  /// Moves images by up to this many whole pixels, with a reflected border.
  static Crop crop(int pixels) {
    return new Crop(pixels);
  }

  /// Paints over a square of so many pixels a side.
  static Cutout cutout(int pixels) {
    return new Cutout(pixels);
  }

  /// Makes images lighter or darker by up to this fraction of their range.
  static Brightness brightness(double part) {
    return new Brightness(part);
  }

  /// Raises or lowers the contrast by up to this fraction.
  static Contrast contrast(double part) {
    return new Contrast(part);
  }

  /// Swaps light and dark with this probability.
  static Invert invert(double chance) {
    return new Invert(chance);
  }

  /// Paints over a rectangle of up to this fraction of the image, in a random half of the images.
  static Erase erase(double part) {
    return new Erase(part, 0.5);
  }

  /// Blends each image and its label with another.
  static Mixup mixup(double alpha) {
    return new Mixup(alpha);
  }

  /// Replaces a rectangle of each image with that of another, and mixes the labels by area.
  static Cutmix cutmix(double alpha) {
    return new Cutmix(alpha);
  }

  /// An augmentation of your own, without settings.
  ///
  /// ```java
  /// Augmentation.custom("grain", (image, random) -> {
  ///   for (int k = 0; k < image.pixels().length; k++) {
  ///     image.pixels()[k] += 0.02f * (float) random.nextGaussian();
  ///   }
  /// })
  /// ```
  ///
  /// Fails with [IllegalArgumentException] if `kind` is no name or that of one of Kern's own
  /// augmentations or presets.
  ///
  /// @param kind its word in JSON and on the command line
  /// @param change see [CustomAugmentation#apply]
  static CustomAugmentation custom(String kind, CustomAugmentation.Change change) {
    return new AugmentationFunction(registry().checkName(kind), change);
  }

  /// Makes an augmentation known, so that it can be read from files and named on the command line,
  /// in this process. Where it is a record, its components are what files may leave out.
  ///
  /// Fails with [IllegalArgumentException] if its name is that of one of Kern's own augmentations
  /// or presets or of another class, or if it is neither a record whose components can be read nor
  /// made by [#custom].
  static void register(CustomAugmentation example) {
    registry().register(example);
  }

  /// The registered augmentations.
  static Registry<Augmentation> registry() {
    return CustomAugmentations.REGISTRY;
  }
}
