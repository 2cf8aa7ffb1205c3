package dev.kern.data.augment;

/// One way in which training images are changed at random: plain values that say how far.
///
/// Its factories are meant to be imported statically; they bear the names that stand as `type` in
/// `run.json`, whose other keys are the components of the record, and on the command line.
public sealed interface Augmentation permits Geometric, Tonal, Mixing {
  /// The word for it in JSON and on the command line.
  String kind();

  /// Moved by up to so many pixels down, up, left or right.
  static Shift shift(double pixels) {
    return new Shift(pixels);
  }

  /// Turned by up to so many degrees.
  static Rotate rotate(double degrees) {
    return new Rotate(degrees);
  }

  /// Larger or smaller by up to this part.
  static Zoom scale(double part) {
    return new Zoom(part);
  }

  /// Wider or narrower by up to this part.
  static Stretch stretch(double part) {
    return new Stretch(part);
  }

  /// Slanted by up to this part of a pixel per row.
  static Shear shear(double part) {
    return new Shear(part);
  }

  /// Pulled about, each pixel by up to so many, differently every seven pixels.
  static Elastic elastic(double pixels) {
    return new Elastic(pixels, Elastic.USUAL_SPACING);
  }

  /// Mirrored left to right, every other image.
  static Flip flip() {
    return new Flip(0.5);
  }

  /// Lighter or darker by up to this part of the image's range.
  static Brightness brightness(double part) {
    return new Brightness(part);
  }

  /// Values drawn apart or together by up to this part.
  static Contrast contrast(double part) {
    return new Contrast(part);
  }

  /// Dark for light, one image in so many.
  static Invert invert(double chance) {
    return new Invert(chance);
  }

  /// A rectangle of up to this part of the image painted over, in every other image.
  static Erase erase(double part) {
    return new Erase(part, 0.5);
  }

  /// Each image blended with another, and its label too.
  static Mixup mixup(double alpha) {
    return new Mixup(alpha);
  }

  /// A rectangle of each image taken from another, and as much of its label.
  static Cutmix cutmix(double alpha) {
    return new Cutmix(alpha);
  }
}
