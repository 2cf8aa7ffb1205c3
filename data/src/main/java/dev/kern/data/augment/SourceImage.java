package dev.kern.data.augment;

import dev.kern.data.ImageShape;

/// A copy of an image that can be sampled between pixels, by bilinear interpolation.
///
/// The last row and column are stored twice, so that every position within the image has a pixel
/// below it and one to its right. Reused from image to image.
final class SourceImage {
  private final int height;
  private final int width;
  private final int channels;
  private final int pitch;
  private final float[] pixels;
  private final int[] corners;
  private final float[] down;
  private final float[] along;

  SourceImage(ImageShape shape) {
    height = shape.height();
    width = shape.width();
    channels = shape.channels();
    pitch = (width + 1) * channels;
    pixels = new float[(height + 1) * pitch];
    corners = new int[width];
    down = new float[width];
    along = new float[width];
  }

  /// Copies the image at `from[at...]`.
  void take(float[] from, int at) {
    int line = width * channels;
    for (int i = 0; i <= height; i++) {
      int fromAt = at + Math.min(i, height - 1) * line;
      System.arraycopy(from, fromAt, pixels, i * pitch, line);
      System.arraycopy(from, fromAt + line - channels, pixels, i * pitch + line, channels);
    }
  }

  /// Samples a row of positions, which are first clamped to the image, into `into[at...]`.
  void sample(float[] rows, float[] columns, float[] into, int at) {
    locate(rows, columns);
    if (channels == 1) {
      blend(into, at);
      return;
    }
    for (int j = 0; j < width; j++) {
      for (int c = 0; c < channels; c++) {
        into[at + j * channels + c] = blend(corners[j] + c, down[j], along[j]);
      }
    }
  }

  /// Finds the pixel above and left of each position, and the distance to it. A separate loop,
  /// since it can be vectorised and the rest can't.
  private void locate(float[] rows, float[] columns) {
    float lastRow = height - 1;
    float lastColumn = width - 1;
    for (int j = 0; j < width; j++) {
      float y = Math.min(Math.max(rows[j], 0), lastRow);
      float x = Math.min(Math.max(columns[j], 0), lastColumn);
      int top = (int) y;
      int left = (int) x;
      down[j] = y - top;
      along[j] = x - left;
      corners[j] = top * pitch + left * channels;
    }
  }

  /// As for several channels, without the loop over channels.
  private void blend(float[] into, int at) {
    for (int j = 0; j < width; j++) {
      into[at + j] = blend(corners[j], down[j], along[j]);
    }
  }

  /// Interpolates between four pixels, the upper left of which is at `k`.
  private float blend(int k, float v, float u) {
    float above = pixels[k] + u * (pixels[k + channels] - pixels[k]);
    int l = k + pitch;
    float below = pixels[l] + u * (pixels[l + channels] - pixels[l]);
    return above + v * (below - above);
  }
}
