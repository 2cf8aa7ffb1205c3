package dev.kern.spark;

import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ResizeMode;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ImageDecoder;
import dev.kern.data.image.ImageDecoder.Decoded;
import java.awt.image.BufferedImage;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.Row;

/// Makes of images the bytes that shards hold.
///
/// @param column how the table holds images
/// @param size `28x28x1`, or empty as long as it isn't known
/// @param resizes whether images of other sizes are resized
record ImagePacker(ImageColumn column, String size, boolean resizes) implements Serializable {
  ImagePacker(ImageColumn column, String size) {
    this(column, size, !size.isEmpty());
  }

  /// The same for images of this shape.
  ImagePacker of(ImageShape shape) {
    String known = "%dx%dx%d".formatted(shape.height(), shape.width(), shape.channels());
    return new ImagePacker(column, known, resizes);
  }

  /// The shape that an image has, or gets.
  ///
  /// Fails with `DataException` if it can't be decoded.
  ImageShape shape(ShardRow row) {
    return TrainingSettings.shape(name(row), size)
        .orElseGet(
            () -> {
              Decoded image = decoded(row);
              return new ImageShape(image.size().height(), image.size().width(), image.channels());
            });
  }

  /// The pixels as a shard of this shape holds them.
  ///
  /// Fails with `DataException` if the image can't be used.
  byte[] pixels(ShardRow row) {
    ImageShape shape = TrainingSettings.shape(name(row), size).orElseThrow();
    return switch (column) {
      case ARRAY, VECTOR -> floats(name(row), ImageColumn.numbers(row.image()), shape);
      case FILE, IMAGE ->
          resizes
              ? ImageFiles.resized(decoded(row), shape, ResizeMode.STRETCH)
              : read(row, shape.channels());
    };
  }

  private static String name(ShardRow row) {
    return "image '" + row.key() + "'";
  }

  private Decoded decoded(ShardRow row) {
    return switch (column) {
      case FILE -> ImageDecoder.read(name(row), (byte[]) row.image());
      case IMAGE -> ImageDecoder.of(image(row));
      case ARRAY, VECTOR ->
          throw Problem.at(name(row), "the size of the images isn't known")
              .given(Problem.count(ImageColumn.numbers(row.image()).length) + " numbers")
              .fix("setImageSize, such as 28x28x1 for 784 numbers");
    };
  }

  private byte[] read(ShardRow row, int channels) {
    return column == ImageColumn.FILE
        ? ImageDecoder.read(name(row), (byte[]) row.image(), channels).values()
        : ImageDecoder.read(image(row), channels);
  }

  private static BufferedImage image(ShardRow row) {
    return SparkImage.decode((Row) row.image());
  }

  private static byte[] floats(String name, float[] pixels, ImageShape shape) {
    if (pixels.length != shape.size()) {
      throw Problem.at(name, "the number of pixels is not that of its shape")
          .given(Problem.count(pixels.length) + " numbers")
          .expected("%s, for an image of %s".formatted(Problem.count(shape.size()), shape))
          .fix("setImageSize, such as 28x28x1 for 784 numbers");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float pixel : pixels) {
      if (!Float.isFinite(pixel)) {
        throw Problem.at(name, "a pixel isn't a finite number")
            .given(Float.toString(pixel))
            .fix("leave out the row");
      }
      bytes.putFloat(pixel);
    }
    return bytes.array();
  }
}
