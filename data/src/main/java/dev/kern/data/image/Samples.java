package dev.kern.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/// The values of a decoded picture, 0 to 255.
///
/// Grey pictures are taken as they are stored: the JDK's own conversion would bend their values,
/// since it holds grey to be linear. Transparent places show white.
final class Samples {
  private static final int WHITE = 255;

  private Samples() {}

  /// Brightness, rounded as Pillow rounds it in `convert("L")`.
  static byte[] grey(BufferedImage image) {
    int width = image.getWidth();
    byte[] grey = new byte[image.getHeight() * width];
    if (isGrey(image.getColorModel())) {
      storedGrey(image, grey);
      return grey;
    }
    int[] row = new int[width];
    for (int i = 0; i < image.getHeight(); i++) {
      image.getRGB(0, i, width, 1, row, 0, width);
      for (int j = 0; j < width; j++) {
        int red = onWhite(row[j] >>> 16, row[j] >>> 24);
        int green = onWhite(row[j] >>> 8, row[j] >>> 24);
        int blue = onWhite(row[j], row[j] >>> 24);
        grey[i * width + j] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
      }
    }
    return grey;
  }

  /// Red, green and blue.
  static byte[] colours(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] colours = new byte[height * width * 3];
    if (isGrey(image.getColorModel())) {
      byte[] grey = grey(image);
      for (int i = 0; i < colours.length; i++) {
        colours[i] = grey[Math.floorDiv(i, 3)];
      }
      return colours;
    }
    int[] row = new int[width];
    int at = 0;
    for (int i = 0; i < height; i++) {
      image.getRGB(0, i, width, 1, row, 0, width);
      for (int pixel : row) {
        colours[at++] = (byte) onWhite(pixel >>> 16, pixel >>> 24);
        colours[at++] = (byte) onWhite(pixel >>> 8, pixel >>> 24);
        colours[at++] = (byte) onWhite(pixel, pixel >>> 24);
      }
    }
    return colours;
  }

  /// Whether red, green and blue are the same everywhere.
  static boolean areGrey(byte[] colours) {
    for (int i = 0; i < colours.length; i += 3) {
      if (colours[i] != colours[i + 1] || colours[i] != colours[i + 2]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isGrey(ColorModel model) {
    return model instanceof ComponentColorModel
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  private static void storedGrey(BufferedImage image, byte[] grey) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    int most = (1 << image.getColorModel().getComponentSize(0)) - 1; // 255, or 65535
    boolean alpha = raster.getNumBands() == 2;
    int[] row = new int[width];
    int[] opacity = new int[width];
    for (int i = 0; i < raster.getHeight(); i++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + i, width, 1, 0, row);
      if (alpha) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + i, width, 1, 1, opacity);
      }
      for (int j = 0; j < width; j++) {
        int value = eightBits(row[j], most);
        grey[i * width + j] = (byte) (alpha ? onWhite(value, eightBits(opacity[j], most)) : value);
      }
    }
  }

  private static int eightBits(int value, int most) {
    return most == 255 ? value : Math.floorDiv(value * 255 + most / 2, most);
  }

  private static int onWhite(int bits, int opacity) {
    int value = bits & 0xff;
    return opacity == 255
        ? value
        : Math.floorDiv(value * opacity + WHITE * (255 - opacity) + 127, 255);
  }
}
