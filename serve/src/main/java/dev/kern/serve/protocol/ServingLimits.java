package dev.kern.serve.protocol;

import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.file.Problem;

/// What a request may hold beside its bytes.
///
/// @param numbers how many numbers in JSON at most
/// @param pixels how many pixels an image file has at most
/// @param images how many images at most
public record ServingLimits(int numbers, long pixels, int images) {
  /// How many times the pixels of one image file all files of a request may have.
  private static final int FILES = 4;

  /// How many pixels all image files of a request have at most.
  public long pixelsOfAll() {
    return FILES * Math.min(pixels, Long.MAX_VALUE / FILES);
  }

  /// Refuses an image file that has too many pixels, or isn't one.
  ///
  /// @param where what messages call it
  /// @param seen what the network sees of it
  public ImageTarget.Extents expectPixels(String where, byte[] file, ImageShape seen) {
    ImageTarget.Extents size = ImageFiles.size(where, file);
    if ((long) size.height() * size.width() > pixels) {
      throw Problem.at(where, "the image has too many pixels")
          .given(size + " (height x width)")
          .expected("at most %s pixels".formatted(Problem.count(pixels)))
          .fix("reduce it; the network sees " + seen);
    }
    return size;
  }

  /// 16,777,216 numbers, 50 million pixels in a file, 200 million in all, 1,024 images.
  public static ServingLimits standard() {
    return new ServingLimits(1 << 24, 50_000_000, 1024);
  }
}
