package dev.kern.glyph;

import java.util.Optional;

/// Crops the light area of a canvas and stretches it over the whole image, rows and columns
/// independently, as in notMNIST, where a plain `I` is a white square.
///
/// A pixel is the mean of the area it covers. Pixels have 16 levels, 0, 17, … 255, which isn't
/// visible and halves their compressed size.
final class GlyphCrop {
  /// Rows and columns of an image.
  static final int SIDE = 28;

  private static final int LIGHT = 48;
  private static final int LEVELS = 15;

  private GlyphCrop() {}

  /// The image, `[SIDE, SIDE]`, or empty if the canvas is dark.
  static Optional<byte[]> of(byte[] canvas, int size, Style style) {
    int top = size;
    int bottom = -1;
    int left = size;
    int right = -1;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        if ((canvas[i * size + j] & 0xff) >= LIGHT) {
          top = Math.min(top, i);
          bottom = i;
          left = Math.min(left, j);
          right = Math.max(right, j);
        }
      }
    }
    if (bottom < 0) {
      return Optional.empty();
    }
    double rowsPerPixel = (bottom + 1.0 - top) / SIDE;
    double columnsPerPixel = (right + 1.0 - left) / SIDE;
    double[] margins = style.margins();
    double[] y = edges(top, bottom + 1, margins[0] * rowsPerPixel, margins[1] * rowsPerPixel);
    double[] x = edges(left, right + 1, margins[2] * columnsPerPixel, margins[3] * columnsPerPixel);
    double[] image = new double[SIDE * SIDE];
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        image[i * SIDE + j] = mean(canvas, size, y[i], y[i + 1], x[j], x[j + 1]);
      }
    }
    for (int k = 0; k < style.blur(); k++) {
      image = blurred(image);
    }
    return Optional.of(levels(image));
  }

  private static double[] edges(double from, double to, double before, double after) {
    double[] edges = new double[SIDE + 1];
    for (int k = 0; k <= SIDE; k++) {
      edges[k] = from - before + (to + after - from + before) * k / SIDE;
    }
    return edges;
  }

  private static double mean(
      byte[] canvas, int size, double top, double bottom, double left, double right) {
    double sum = 0;
    for (int i = Math.max(0, (int) Math.floor(top)); i < Math.min(size, bottom); i++) {
      double rows = Math.min(i + 1, bottom) - Math.max(i, top);
      for (int j = Math.max(0, (int) Math.floor(left)); j < Math.min(size, right); j++) {
        double columns = Math.min(j + 1, right) - Math.max(j, left);
        sum += rows * columns * (canvas[i * size + j] & 0xff);
      }
    }
    return sum / ((bottom - top) * (right - left));
  }

  private static double[] blurred(double[] image) {
    double[] blurred = new double[image.length];
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        double sum = 0;
        int count = 0;
        for (int u = Math.max(0, i - 1); u <= Math.min(SIDE - 1, i + 1); u++) {
          for (int v = Math.max(0, j - 1); v <= Math.min(SIDE - 1, j + 1); v++) {
            sum += image[u * SIDE + v];
            count++;
          }
        }
        blurred[i * SIDE + j] = sum / count;
      }
    }
    return blurred;
  }

  private static byte[] levels(double[] image) {
    byte[] levels = new byte[image.length];
    for (int k = 0; k < levels.length; k++) {
      levels[k] = (byte) (Math.round(image[k] * LEVELS / 255) * (255 / LEVELS));
    }
    return levels;
  }
}
