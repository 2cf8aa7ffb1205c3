package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import dev.kern.data.format.store.StoredPixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Arrays of images and labels, a pair for each split.
///
/// Images may be `(n, h, w)`, `(n, h, w, c)`, or `(n, h * h)` as the course's first reformatting
/// leaves them; labels as [ArrayLabels] says.
final class ArraySet {
  private record Pair(
      SplitName splitName, NumberArray images, Optional<NumberArray> labels, ImageShape shape) {
    int[] classes(List<String> names) {
      return labels
          .map(array -> ArrayLabels.read(array, images, names))
          .orElseGet(() -> new int[(int) images.shape()[0]]);
    }
  }

  private final DatasetBuilder assembly = new DatasetBuilder();
  private final List<Pair> pairs = new ArrayList<>();

  /// Adds a split; fails with `DataException` if these can't be images.
  void add(SplitName splitName, NumberArray images, NumberArray labels) {
    pairs.add(new Pair(splitName, images, Optional.of(labels), shape(images, assembly)));
  }

  /// Adds a split without labels; fails with `DataException` if these can't be images.
  void add(SplitName splitName, NumberArray images) {
    pairs.add(new Pair(splitName, images, Optional.empty(), shape(images, assembly)));
  }

  /// Adds a line that the user should read.
  void warn(String line) {
    assembly.warn(line);
  }

  /// The names `0`, `1` … of as many classes as the labels need.
  List<String> numberedClasses() {
    return Labels.numbers(
        ArrayLabels.classes(pairs.stream().flatMap(pair -> pair.labels.stream()).toList()));
  }

  /// The data set; fails with `DataException` if the arrays don't fit together.
  Dataset finish(List<String> classNames, ProvenanceTask origin, Loading how) {
    try {
      return assemble(classNames, origin, how);
    } catch (DataException e) {
      throw e.noting(assembly.warnings());
    }
  }

  private Dataset assemble(List<String> classNames, ProvenanceTask origin, Loading how) {
    checkAlike(pairs);
    // All labels before any images: they are small, and more often wrong.
    List<int[]> classes = new ArrayList<>();
    for (Pair pair : pairs) {
      classes.add(pair.classes(classNames));
    }
    List<StoredPixels> pixels = new ArrayList<>();
    long before = 0;
    for (Pair pair : pairs) {
      pixels.add(pixels(pair, pixels, how, before));
      before += pair.images.shape()[0];
    }
    for (int i = 0; i < pairs.size(); i++) {
      assembly.add(pairs.get(i).splitName, pairs.get(i).shape, pixels.get(i), classes.get(i));
    }
    return assembly.finish(classNames, origin.provenance(), how);
  }

  private static ImageShape shape(NumberArray images, DatasetBuilder assembly) {
    long[] extents = images.shape();
    boolean flat = extents.length == 2;
    if (flat) {
      long side = Math.round(Math.sqrt((double) extents[1]));
      if (side * side != extents[1]) {
        throw wrongShape(images, "rows of " + extents[1] + " pixels aren't square images");
      }
      extents = new long[] {extents[0], side, side};
    }
    if (extents.length != 3 && extents.length != 4) {
      throw wrongShape(images, "not an array of images");
    }
    ImageShape shape =
        ImageShape.of(extents[1], extents[2], extents.length == 4 ? extents[3] : 1)
            .orElseThrow(() -> wrongShape(images, "unsupported image size"));
    if (flat) {
      assembly.warn(images.place() + ": " + images + " was read as images of " + shape);
    }
    return shape;
  }

  private static DataException wrongShape(NumberArray images, String what) {
    return Problem.at(images.place(), what)
        .given(images.toString())
        .expected(
            "(n, height, width) or (n, height, width, 1 to 4 channels), up to 8,192 pixels per"
                + " side")
        .fix("reshape or transpose the array before saving");
  }

  private static void checkAlike(List<Pair> pairs) {
    ImageShape first = pairs.getFirst().shape;
    for (Pair pair : pairs) {
      if (!pair.shape.equals(first)) {
        throw Problem.at(pair.images.place(), "images of two sizes")
            .given(pair.shape + " here, " + first + " in " + pairs.getFirst().splitName.key())
            .expected("one size for the training, validation and test images")
            .fix("resize all images to the same size before saving");
      }
    }
  }

  /// The pixels of a pair; those of an earlier pair if both are the same array.
  private StoredPixels pixels(Pair pair, List<StoredPixels> earlier, Loading how, long before) {
    NumberArray images = pair.images;
    for (int i = 0; i < earlier.size(); i++) {
      if (pairs.get(i).images.isSameAs(images)) {
        return earlier.get(i);
      }
    }
    return how.store().pixels(images, pair.shape, how.listener()::read, before);
  }
}
