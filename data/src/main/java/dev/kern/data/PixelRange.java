package dev.kern.data;

import dev.kern.data.file.Problem;

/// The least and greatest pixel of some pictures.
record PixelRange(float least, float greatest) {
  /// The range of the pixels; fails, naming `place`, if one isn't a number.
  static PixelRange of(String place, float[] pixels, int size) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    float sum = 0; // stays zero unless a pixel is infinite or NaN
    for (float pixel : pixels) {
      least = Math.min(least, pixel);
      greatest = Math.max(greatest, pixel);
      sum += pixel * 0f;
    }
    if (sum != 0) {
      for (int i = 0; i < pixels.length; i++) {
        if (!Float.isFinite(pixels[i])) {
          throw Problem.at(
                  place, "a pixel of the picture at [" + Math.floorDiv(i, size) + "] is no number")
              .given(Float.toString(pixels[i]))
              .expected("finite numbers")
              .mend("drop that picture, or replace the value");
        }
      }
    }
    return new PixelRange(least, greatest);
  }

  /// Whether these are the values of a picture file, 0 to 255, which nobody has scaled yet.
  boolean isRaw() {
    return least >= 0 && greatest > 2 && greatest <= 255;
  }

  PixelRange and(PixelRange other) {
    return new PixelRange(Math.min(least, other.least), Math.max(greatest, other.greatest));
  }

  @Override
  public String toString() {
    return least + " to " + greatest;
  }
}
