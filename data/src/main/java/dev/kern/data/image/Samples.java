package dev.kern.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.Optional;

/// The values of a decoded image, 0 to 255.
///
/// Grey images are taken as they are stored: the JDK's own conversion would bend their values,
/// since it holds grey to be linear. Transparent places show white.
final class Samples {
  private static final int WHITE = 255;

  /// What a camera or scanner of 12 bits stores at most.
  private static final int TWELVE_BITS = 4095;

  private Samples() {}

  /// Says of an image with 16 bits per value that it uses few of them, as files of instruments do
  /// whose values are numbers, not brightness.
  static Optional<ImageRemark> remark(BufferedImage image) {
    if (image.getColorModel().getTransferType() != DataBuffer.TYPE_USHORT
        || image.getColorModel().getComponentSize(0) != 16) {
      return Optional.empty();
    }
    int greatest = greatest(image);
    return greatest == 0 || greatest > TWELVE_BITS
        ? Optional.empty()
        : Optional.of(
            new ImageRemark(ImageRemark.Kind.DARK, "no value above " + greatest + " of 65535"));
  }

  /// The greatest value as it is stored, whatever the opacity.
  private static int greatest(BufferedImage image) {
    Raster raster = image.getRaster();
    int[] row = new int[raster.getWidth()];
    int greatest = 0;
    for (int band = 0; band < image.getColorModel().getNumColorComponents(); band++) {
      for (int i = 0; i < raster.getHeight(); i++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + i, row.length, 1, band, row);
        for (int value : row) {
          greatest = Math.max(greatest, value);
        }
      }
    }
    return greatest;
  }

  /// Whether an image is stored as grey, not as colours, in 8 or 16 bits.
  static boolean areGrey(BufferedImage image) {
    ColorModel model = image.getColorModel();
    return model instanceof ComponentColorModel
        && model.getTransferType() <= DataBuffer.TYPE_USHORT
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /// Brightness of red, green and blue, rounded as Pillow rounds it in `convert("L")`.
  static byte[] grey(byte[] colours) {
    byte[] grey = new byte[Math.floorDiv(colours.length, 3)];
    for (int i = 0; i < grey.length; i++) {
      int red = colours[3 * i] & 0xff;
      int green = colours[3 * i + 1] & 0xff;
      int blue = colours[3 * i + 2] & 0xff;
      grey[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
    return grey;
  }

  /// Grey as equal colours.
  static byte[] colours(byte[] grey) {
    byte[] colours = new byte[grey.length * 3];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = grey[Math.floorDiv(i, 3)];
    }
    return colours;
  }

  /// Red, green and blue.
  static byte[] colours(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] colours = new byte[height * width * 3];
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

  /// The values of an image that is stored as grey.
  static byte[] grey(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    byte[] grey = new byte[raster.getHeight() * width];
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
    return grey;
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
