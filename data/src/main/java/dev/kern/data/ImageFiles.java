package dev.kern.data;

import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Reads single image files as network input.
public final class ImageFiles {
  private static final System.Logger LOG = System.getLogger("dev.kern");

  /// The largest image file that is read, in bytes.
  public static final int LARGEST_FILE = 1 << 26;

  private ImageFiles() {}

  /// Reads a PNG, JPEG, BMP or GIF file; the format is detected from its content.
  ///
  /// Colours are converted to brightness for a network with grey input (0.299 red, 0.587 green,
  /// 0.114 blue), and grey to equal red, green and blue for one with colour input. Transparent
  /// pixels become white.
  ///
  /// @return `[height, width, channels]`, normalised
  ///
  ///   Fails with `DataException` if the file can't be read, is broken, or is of another size: it
  ///   is never resized silently.
  public static float[] read(Path path, ImageShape shape, Normalization normalization) {
    return decode(path.toString(), content(path), shape, normalization);
  }

  /// The bytes of an image file.
  ///
  /// Fails with `DataException` if it can't be read or is too large.
  public static byte[] content(Path path) {
    return BoundedFile.read(path, LARGEST_FILE, "an image", "an image");
  }

  /// The bytes of an image file, read from a stream, which is left open; `name` is for messages.
  ///
  /// Fails with `DataException` if it can't be read or is too large.
  public static byte[] content(String name, InputStream in) {
    try {
      byte[] content = in.readNBytes(LARGEST_FILE + 1);
      expectSize(name, content.length);
      return content;
    } catch (IOException e) {
      throw Problem.at(name, "reading failed: " + e.getMessage())
          .because(e)
          .fix("check the source of the stream");
    }
  }

  private static void expectSize(String name, long bytes) {
    if (bytes > LARGEST_FILE) {
      throw Problem.at(name, "the file is too large for an image")
          .given(Problem.count(bytes) + " bytes")
          .expected("at most " + Problem.count(LARGEST_FILE))
          .fix("check that the path names an image");
    }
  }

  /// Decodes an image file's content; `name` is for messages.
  public static float[] decode(
      String name, byte[] content, ImageShape shape, Normalization normalization) {
    return logged(name, input(name, content, shape, normalization));
  }

  /// The same, with what there is to know of the file.
  public static ImageInput input(
      String name, byte[] content, ImageShape shape, Normalization normalization) {
    expectShape(name, size(name, content), shape);
    ImageDecoder.Decoded image = ImageDecoder.read(name, content, shape.channels());
    return input(image, image.values(), normalization);
  }

  private static ImageInput input(
      ImageDecoder.Decoded image, byte[] values, Normalization normalization) {
    return new ImageInput(
        normalized(values, normalization),
        new ImageTarget.Extents(image.size().height(), image.size().width()),
        image.turned(),
        image.remark());
  }

  /// The pixels; the log says what is odd about the file.
  private static float[] logged(String name, ImageInput image) {
    image.remark().ifPresent(remark -> LOG.log(System.Logger.Level.WARNING, name + " " + remark));
    return image.pixels();
  }

  /// Converts an image in memory, with the pixels it would have in a PNG file.
  public static float[] read(BufferedImage image, ImageShape shape, Normalization normalization) {
    expectShape("image", new ImageTarget.Extents(image.getHeight(), image.getWidth()), shape);
    return normalized(ImageDecoder.read(image, shape.channels()), normalization);
  }

  private static void expectShape(String name, ImageTarget.Extents size, ImageShape shape) {
    if (size.height() != shape.height() || size.width() != shape.width()) {
      throw Problem.at(name, "the image size doesn't match the network's")
          .given(size + " (height x width)")
          .expected(shape.height() + " x " + shape.width())
          .fix("resize it, or pass " + ResizeMode.advice(shape.height(), shape.width()));
    }
  }

  /// Decodes an image of any size and resizes it to the network's input as in [ResizeMode#STRETCH].
  public static float[] resize(
      String name, byte[] content, ImageShape shape, Normalization normalization) {
    return resize(name, content, shape, normalization, ResizeMode.STRETCH);
  }

  /// Decodes an image of any size and resizes it to the network's input.
  public static float[] resize(
      String name, byte[] content, ImageShape shape, Normalization normalization, ResizeMode mode) {
    return logged(name, resizedInput(name, content, shape, normalization, mode));
  }

  /// The same, with what there is to know of the file.
  public static ImageInput resizedInput(
      String name, byte[] content, ImageShape shape, Normalization normalization, ResizeMode mode) {
    ImageDecoder.expectChannels(name, shape.channels());
    expectSize(name, content.length);
    ImageTarget.Extents size = new ImageTarget.Extents(shape.height(), shape.width());
    ImageDecoder.Decoded image = decoded(name, content, size, mode);
    return input(image, resized(image, shape, mode), normalization);
  }

  /// An image file's content, decoded to be resized.
  public static ImageDecoder.Decoded decoded(
      String name, byte[] content, ImageTarget.Extents size, ResizeMode mode) {
    return switch (mode.rule()) {
      case STRETCH, SHORTER_SIDE -> ImageDecoder.read(name, content);
      case REDUCED_STRETCH, CROP, PAD ->
          ImageDecoder.read(name, content, size.height(), size.width());
    };
  }

  /// Converts and resizes an image in memory.
  public static float[] resize(BufferedImage image, ImageShape shape, Normalization normalization) {
    return resize(image, shape, normalization, ResizeMode.STRETCH);
  }

  /// Converts and resizes an image in memory as the mode says.
  public static float[] resize(
      BufferedImage image, ImageShape shape, Normalization normalization, ResizeMode mode) {
    ImageDecoder.expectChannels("image", shape.channels());
    return normalized(resized(ImageDecoder.of(image), shape, mode), normalization);
  }

  /// An image of a file's content, in its own size.
  static ImageDecoder.Decoded decoded(String name, byte[] content) {
    expectSize(name, content.length);
    return ImageDecoder.read(name, content);
  }

  /// An image resized to a shape.
  public static byte[] resized(ImageDecoder.Decoded image, ImageShape shape, ResizeMode mode) {
    byte[] values = new byte[shape.size()];
    Resizer.of(image, shape, mode).apply(image.values(), 0, new float[values.length], values, 0);
    return values;
  }

  /// The size of an image in memory.
  ///
  /// Fails with `DataException` if it isn't an image.
  public static ImageTarget.Extents size(String name, byte[] content) {
    expectSize(name, content.length);
    ImageDecoder.Size size = ImageDecoder.size(name, content);
    return new ImageTarget.Extents(size.height(), size.width());
  }

  /// Files of 0 and 1 alone are so, if the training images were.
  private static float[] normalized(byte[] values, Normalization normalization) {
    MemorySegment bytes = MemorySegment.ofArray(values);
    if (normalization.levels().filter(Levels.BINARY::equals).isPresent()
        && PixelRange.ofBytes(bytes).isBinary()) {
      Levels.spread(bytes);
    }
    float[] pixels = new float[values.length];
    Normalization.lookUp(normalization.table(), values, 0, values.length, pixels, 0);
    return pixels;
  }
}
