package dev.kern.data;

import dev.kern.data.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// An image and the index of its class: an element of a custom data source.
///
/// ```java
/// Stream<LabelledImage> faces =
///     rows.stream().map(row -> LabelledImage.decode(row.id(), row.png(), row.isFace() ? 1 : 0));
/// Dataset data = Dataset.of(List.of("other", "face"), new ImageShape(32, 32, 1), faces);
/// ```
///
/// Immutable, as long as the arrays it was created from don't change.
public final class LabelledImage {
  private final ImageDecoder.Size size;
  private final int channels;
  private final Pixels pixels;
  private final int label;
  private final List<Float> values;
  private final Optional<List<String>> labels;

  private LabelledImage(ImageDecoder.Size size, int channels, Pixels pixels, int label) {
    this(size, channels, pixels, label, List.of(), Optional.empty());
  }

  private LabelledImage(
      ImageDecoder.Size size,
      int channels,
      Pixels pixels,
      int label,
      List<Float> values,
      Optional<List<String>> labels) {
    this.size = size;
    this.channels = channels;
    this.pixels = pixels;
    this.label = label;
    this.values = values;
    this.labels = labels;
  }

  private static LabelledImage of(String name, ImageDecoder.Decoded image, int label) {
    Pixels pixels = new Pixels.Bytes(name, image.values());
    return new LabelledImage(image.size(), image.channels(), pixels, label);
  }

  /// An image of any type and size. Its pixels are copied and converted like those of an image
  /// file: grey if every pixel is grey, else red, green and blue; transparent pixels become white.
  public static LabelledImage of(BufferedImage image, int label) {
    return of("image", ImageDecoder.of(image), label);
  }

  /// The same without a class, for [#values] and [#labels].
  public static LabelledImage of(BufferedImage image) {
    return of(image, 0);
  }

  /// The same without a class, for [#values] and [#labels].
  public static LabelledImage of(ImageShape shape, byte[] pixels) {
    return of(shape, pixels, 0);
  }

  /// The same without a class, for [#values] and [#labels].
  public static LabelledImage of(ImageShape shape, float[] pixels) {
    return of(shape, pixels, 0);
  }

  /// The same image with numbers to learn in place of a class, as [Dataset#ofValues] takes them:
  /// [Targets#size] of them.
  public LabelledImage values(float... numbers) {
    List<Float> list = new ArrayList<>();
    for (float number : numbers) {
      list.add(number);
    }
    return new LabelledImage(
        size, channels, pixels, 0, Collections.unmodifiableList(list), Optional.empty());
  }

  /// The same image with any number of labels in place of a class, as [Dataset#ofLabels] takes
  /// them.
  public LabelledImage labels(String... names) {
    return labels(List.of(names));
  }

  /// The same image with any number of labels in place of a class.
  public LabelledImage labels(Collection<String> names) {
    return new LabelledImage(size, channels, pixels, 0, List.of(), Optional.of(List.copyOf(names)));
  }

  /// What is to be learned of it, as a data set with these targets takes it.
  ///
  /// Fails with `DataException` if it has labels that the targets don't know.
  ///
  /// @param where what messages call it
  float[] numbers(String where, Targets targets) {
    if (labels.isPresent()) {
      return targets.numbers(where, labels.get());
    }
    float[] numbers = new float[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.get(i);
    }
    return numbers;
  }

  /// The content of an image file: PNG, JPEG, BMP or GIF.
  ///
  /// Fails with `DataException` if it can't be decoded.
  ///
  /// @param name what messages call it
  public static LabelledImage decode(String name, byte[] content, int label) {
    return of(name, ImageFiles.decoded(name, content), label);
  }

  /// Pixels from 0 to 255, `[height, width, channels]`; the array is not copied.
  ///
  /// Fails with [IllegalArgumentException] if their number doesn't match the shape.
  public static LabelledImage of(ImageShape shape, byte[] pixels, int label) {
    expectLength(shape, pixels.length);
    ImageDecoder.Size size = new ImageDecoder.Size(shape.height(), shape.width());
    return of("image", new ImageDecoder.Decoded(size, shape.channels(), pixels), label);
  }

  /// Pixels as network input, `[height, width, channels]`; the array is not copied.
  ///
  /// Fails with [IllegalArgumentException] if their number doesn't match the shape, with
  /// `DataException` if one isn't finite.
  public static LabelledImage of(ImageShape shape, float[] pixels, int label) {
    expectLength(shape, pixels.length);
    Pixels floats = Pixels.Floats.of("image", pixels, shape);
    ImageDecoder.Size size = new ImageDecoder.Size(shape.height(), shape.width());
    return new LabelledImage(size, shape.channels(), floats, label);
  }

  private static void expectLength(ImageShape shape, int given) {
    if (given != shape.size()) {
      throw new IllegalArgumentException(
          """
          image: the number of pixels is not that of its shape
            given     %d numbers
            expected  %d, for an image of %s
            fix       pixels as [height, width, channels], or another shape\
          """
              .formatted(given, shape.size(), shape));
    }
  }

  /// The index of its class; 0 if it has none.
  public int label() {
    return label;
  }

  /// Rows.
  public int height() {
    return size.height();
  }

  /// Columns.
  public int width() {
    return size.width();
  }

  /// Channels per pixel.
  public int channels() {
    return channels;
  }

  /// The original values, bytes or floats.
  Pixels pixels() {
    return pixels;
  }

  /// `28 x 28`, or `32 x 32 x 3`.
  String extents() {
    return height() + " x " + width() + (channels == 1 ? "" : " x " + channels);
  }

  /// `image of 32 x 32 x 3, class 4`.
  @Override
  public String toString() {
    return "image of " + extents() + ", class " + label;
  }
}
