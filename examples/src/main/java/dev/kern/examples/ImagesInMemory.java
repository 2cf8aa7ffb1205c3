package dev.kern.examples;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.LabelledImage;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;

/// Data sets of images that are not in files.
public final class ImagesInMemory {
  private static final List<String> CLASSES = List.of("dark", "light");
  private static final ImageShape SHAPE = new ImageShape(16, 16, 1);

  private ImagesInMemory() {}

  /// Images of any sizes and types, resized to 16 x 16 and made grey.
  public static Dataset ofImages(List<BufferedImage> images, int[] labels) {
    return Dataset.of(CLASSES, SHAPE, images, labels);
  }

  /// Images from a custom source, such as the rows of a database, read one after another.
  public static Dataset ofRows(Stream<byte[]> rows) {
    return Dataset.of(
        CLASSES,
        SHAPE,
        rows.map(pixels -> LabelledImage.of(SHAPE, pixels, (pixels[0] & 0xff) < 128 ? 0 : 1)));
  }
}
