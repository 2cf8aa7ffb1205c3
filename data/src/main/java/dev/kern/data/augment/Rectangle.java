package dev.kern.data.augment;

import dev.kern.data.ImageShape;

/// A rectangle in an image: rows `top` to `bottom`, exclusive, and columns `left` to `right`,
/// exclusive. Reused from image to image.
final class Rectangle {
  private final int height;
  private final int width;
  private final int channels;
  private int top;
  private int bottom;
  private int left;
  private int right;

  Rectangle(ImageShape shape) {
    height = shape.height();
    width = shape.width();
    channels = shape.channels();
  }

  /// Draws a random one, with its centre anywhere in the image, and clips it to the image.
  ///
  /// @param area the fraction of the image's area that it has before clipping
  /// @param aspect its aspect ratio relative to that of the image
  void draw(double area, double aspect, ImageRandom random) {
    double rows = height * StrictMath.sqrt(area / aspect);
    double columns = width * StrictMath.sqrt(area * aspect);
    double down = height * random.unit();
    double along = width * random.unit();
    top = within(down - rows / 2, height);
    bottom = within(down + rows / 2, height);
    left = within(along - columns / 2, width);
    right = within(along + columns / 2, width);
  }

  /// Draws a random square, with its centre in any pixel of the image, and clips it to the image.
  void drawSquare(int side, ImageRandom random) {
    int first = random.below(height) - side / 2;
    int start = random.below(width) - side / 2;
    top = within(first, height);
    bottom = within(first + side, height);
    left = within(start, width);
    right = within(start + side, width);
  }

  private static int within(double place, int end) {
    return (int) StrictMath.rint(Math.min(Math.max(place, 0), end));
  }

  /// The fraction of the image that it covers.
  double covers() {
    return (double) ((bottom - top) * (right - left)) / (height * width);
  }

  /// Sets its pixels in the image at `pixels[at...]` to one value.
  void fill(float value, float[] pixels, int at) {
    for (int i = top; i < bottom; i++) {
      int line = at + i * width * channels;
      for (int k = left * channels; k < right * channels; k++) {
        pixels[line + k] = value;
      }
    }
  }

  /// Copies its pixels from one image to another.
  void copy(float[] from, int fromAt, float[] into, int intoAt) {
    int count = (right - left) * channels;
    for (int i = top; i < bottom; i++) {
      int line = (i * width + left) * channels;
      System.arraycopy(from, fromAt + line, into, intoAt + line, count);
    }
  }
}
