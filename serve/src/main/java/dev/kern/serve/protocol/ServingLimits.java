package dev.kern.serve.protocol;

/// What a request may hold beside its bytes.
///
/// @param numbers how many numbers in JSON at most
/// @param pixels how many pixels an image file has at most
/// @param images how many images at most
public record ServingLimits(int numbers, long pixels, int images) {
  /// 16,777,216 numbers, 50 million pixels in a file, 1,024 images.
  public static ServingLimits standard() {
    return new ServingLimits(1 << 24, 50_000_000, 1024);
  }
}
