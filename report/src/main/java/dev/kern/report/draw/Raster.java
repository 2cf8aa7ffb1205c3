package dev.kern.report.draw;

import java.util.Arrays;
import java.util.Objects;

/// An image of coloured pixels; immutable.
public final class Raster {
  /// How bright red, green and blue are to the eye (ITU-R BT.601).
  private static final float LUMA_RED = 0.299f;

  private static final float LUMA_GREEN = 0.587f;
  private static final float LUMA_BLUE = 0.114f;

  /// How much of an image what lies over it hides.
  private static final float COVER = 0.6f;

  private final int width;
  private final int height;
  private final int[] rgb;

  /// An image; the array is kept, not copied, and must not change any more.
  ///
  /// @param rgb `0xRRGGBB` of each pixel, row by row; higher bits don't matter
  Raster(int width, int height, int[] rgb) {
    if (rgb.length != Math.multiplyExact(width, height)) {
      throw new IllegalArgumentException(
          "%d x %d pixels, given %d".formatted(height, width, rgb.length));
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /// One number per pixel, in the colours of a palette.
  ///
  /// @param values from `at` on, `stride` apart, row by row
  /// @param least the number that gets the palette's first colour
  /// @param greatest the number that gets its last
  public static Raster of(
      int width,
      int height,
      float[] values,
      int at,
      int stride,
      double least,
      double greatest,
      Palette palette) {
    int[] rgb = new int[width * height];
    double span = greatest > least ? greatest - least : 1;
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = palette.colour((values[at + i * stride] - least) / span);
    }
    return new Raster(width, height, rgb);
  }

  /// Red, green and blue per pixel.
  ///
  /// @param values from `at` on, the three of a pixel side by side, pixels `stride` apart
  /// @param channel how far apart red and green, green and blue are
  /// @param least the number that becomes darkest
  /// @param greatest the number that becomes brightest
  public static Raster colours(
      int width,
      int height,
      float[] values,
      int at,
      int stride,
      int channel,
      double least,
      double greatest) {
    int[] rgb = new int[width * height];
    double span = greatest > least ? greatest - least : 1;
    for (int i = 0; i < rgb.length; i++) {
      for (int c = 0; c < 3; c++) {
        double level = (values[at + i * stride + c * channel] - least) / span;
        rgb[i] = rgb[i] << 8 | Palette.byteOf(level);
      }
    }
    return new Raster(width, height, rgb);
  }

  /// The same image in grey, with the colours of a palette over it where numbers say so.
  ///
  /// @param levels from 0 to 1, one for each pixel, row by row
  public Raster under(float[] levels, Palette palette) {
    int[] mixed = new int[rgb.length];
    for (int i = 0; i < mixed.length; i++) {
      int red = rgb[i] >> 16 & 0xff;
      int green = rgb[i] >> 8 & 0xff;
      int grey = Math.round(LUMA_RED * red + LUMA_GREEN * green + LUMA_BLUE * (rgb[i] & 0xff));
      int colour = palette.colour(levels[i]);
      for (int shift = 16; shift >= 0; shift -= 8) {
        int over = colour >> shift & 0xff;
        mixed[i] |= Math.round(grey + COVER * (over - grey)) << shift;
      }
    }
    return new Raster(width, height, mixed);
  }

  /// The same image with at most so many rows and columns: each pixel the mean of a square of this
  /// one's, of which a rest at the right and the bottom is left out. Of a strip that is narrower
  /// than such a square, one row or column remains.
  public Raster within(int longest) {
    int square = Math.ceilDiv(Math.max(width, height), longest);
    if (square == 1) {
      return this;
    }
    int columns = Math.max(1, width / square);
    int rows = Math.max(1, height / square);
    int[] means = new int[columns * rows];
    for (int i = 0; i < means.length; i++) {
      means[i] = mean(i / columns * square, i % columns * square, square);
    }
    return new Raster(columns, rows, means);
  }

  private int mean(int top, int left, int square) {
    int bottom = Math.min(height, top + square);
    int right = Math.min(width, left + square);
    int mean = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int sum = 0;
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          sum += (at(row, column) >> shift) & 0xff;
        }
      }
      mean = (mean << 8) | Math.round((float) sum / ((bottom - top) * (right - left)));
    }
    return mean;
  }

  /// Pixels per row.
  public int width() {
    return width;
  }

  /// Rows.
  public int height() {
    return height;
  }

  /// The colour of a pixel, `0xRRGGBB`.
  public int at(int row, int column) {
    Objects.checkIndex(row, height);
    Objects.checkIndex(column, width);
    return rgb[row * width + column] & 0xffffff;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Raster raster
        && width == raster.width
        && height == raster.height
        && Arrays.equals(rgb, raster.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(rgb);
  }
}
