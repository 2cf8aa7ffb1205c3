package dev.kern.spark;

import dev.kern.data.file.Problem;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;

/// Spark's image structure: rows of bytes, blue first, as OpenCV has them.
final class SparkImage {
  private static final int CHANNELS_WITH_ALPHA = 4;

  private SparkImage() {}

  /// Where the image comes from, for messages.
  static String name(Row image) {
    String origin = ImageSchema.getOrigin(image);
    return origin == null || origin.isEmpty() ? "image" : origin;
  }

  /// The image.
  ///
  /// Fails with `DataException` if it isn't one of 1, 3 or 4 bytes per pixel, or Spark couldn't
  /// read it.
  static BufferedImage decode(Row image) {
    int height = ImageSchema.getHeight(image);
    int width = ImageSchema.getWidth(image);
    int channels = ImageSchema.getNChannels(image);
    byte[] bytes = ImageSchema.getData(image);
    boolean known = channels == 1 || channels == 3 || channels == CHANNELS_WITH_ALPHA;
    if (!known
        || height < 1
        || width < 1
        || bytes == null
        || bytes.length != (long) height * width * channels) {
      throw Problem.at(name(image), "not an image that Spark could read")
          .given(
              "%d x %d x %d, %s bytes"
                  .formatted(height, width, channels, bytes == null ? 0 : bytes.length))
          .expected("height x width x 1, 3 or 4 bytes")
          .fix("leave out the row, or give the file's bytes: format(\"binaryFile\")");
    }
    return switch (channels) {
      case 1 -> raw(width, height, BufferedImage.TYPE_BYTE_GRAY, bytes);
      case 3 -> raw(width, height, BufferedImage.TYPE_3BYTE_BGR, bytes);
      default -> withAlpha(width, height, bytes);
    };
  }

  /// An image whose bytes are in Java's order.
  private static BufferedImage raw(int width, int height, int type, byte[] bytes) {
    BufferedImage image = new BufferedImage(width, height, type);
    byte[] into = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(bytes, 0, into, 0, bytes.length);
    return image;
  }

  private static BufferedImage withAlpha(int width, int height, byte[] bytes) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    int[] row = new int[width];
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        int at = (i * width + j) * CHANNELS_WITH_ALPHA;
        row[j] =
            (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
      }
      image.setRGB(0, i, width, 1, row, 0, width);
    }
    return image;
  }
}
