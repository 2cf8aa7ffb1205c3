package dev.kern.data.augment;

/// A random change of training images, described by plain values such as its strength.
///
/// Its factories are meant to be imported statically. Their names are those used on the command
/// line and as `type` in `run.json`; the other keys there are the components of the record.
public sealed interface Augmentation permits Geometric, Tonal, Mixing {
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
}
