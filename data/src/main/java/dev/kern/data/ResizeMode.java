package dev.kern.data;

/// How images are resized.
public enum ResizeMode {
  /// Resizes each side independently, ignoring the aspect ratio: area averages if it gets shorter,
  /// linear interpolation if it gets longer.
  STRETCH,

  /// As [#STRETCH], but JPEG files that are much larger are decoded at a half, a quarter or an
  /// eighth of their size, the smallest that leaves twice the rows and columns wanted, and then
  /// stretched: many times faster, with pixels that differ by less than a step of 255 on average.
  REDUCED_STRETCH,

  /// Cuts the largest part of the wanted shape out of the middle, and resizes it; large JPEG files
  /// are decoded as in [#REDUCED_STRETCH].
  CROP,

  /// Resizes the whole image to fit, and puts it in the middle between black bars; large JPEG files
  /// are decoded as in [#REDUCED_STRETCH].
  PAD;

  /// The mode without the speed: what it is where images aren't large JPEG files.
  public ResizeMode whole() {
    return this == REDUCED_STRETCH ? STRETCH : this;
  }

  /// What becomes of an image's aspect ratio, for messages: `ignoring their aspect ratio`.
  ///
  /// @param whose `the`, `its` or `their`
  public String words(String whose) {
    return switch (this) {
      case STRETCH, REDUCED_STRETCH -> "ignoring " + whose + " aspect ratio";
      case CROP -> "after cutting out " + whose + " middle";
      case PAD -> "with black bars, which keep " + whose + " aspect ratio";
    };
  }
}
