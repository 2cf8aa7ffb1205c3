package dev.kern.report.draw;

import dev.kern.data.image.PngWriter;
import java.util.Base64;

/// Rasters as PNG files, grey ones with a byte per pixel, coloured ones with three.
public final class Png {
  private Png() {}

  /// The bytes of a file.
  public static byte[] encode(Raster raster) {
    int channels = isGrey(raster) ? 1 : 3;
    byte[] pixels = new byte[raster.height() * raster.width() * channels];
    int at = 0;
    for (int row = 0; row < raster.height(); row++) {
      for (int column = 0; column < raster.width(); column++) {
        int colour = raster.at(row, column);
        for (int shift = 8 * (channels - 1); shift >= 0; shift -= 8) {
          pixels[at++] = (byte) (colour >> shift);
        }
      }
    }
    return PngWriter.of(pixels, raster.height(), raster.width(), channels);
  }

  /// The image as a `data:` address, which a page can hold.
  public static String address(Raster raster) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(encode(raster));
  }

  private static boolean isGrey(Raster raster) {
    for (int row = 0; row < raster.height(); row++) {
      for (int column = 0; column < raster.width(); column++) {
        if (raster.at(row, column) % 0x010101 != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
