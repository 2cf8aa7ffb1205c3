package dev.kern.data;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.NumpyArray;
import dev.kern.data.pickle.PickleFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The course's pickle: a dict of `train_dataset`, `train_labels` and the same for `valid` and
/// `test`.
///
/// Pictures may be `(n, h, w)`, `(n, h, w, c)`, or `(n, h * h)` as the course's first reformatting
/// leaves them; labels as [PickleLabels] says. The classes are the ten letters A to J, unless the
/// dict has a list `class_names`.
final class PickleFormat implements Format {
  /// A file named so is taken for one even if it begins oddly, for the better message.
  private static final Pattern NAME = Pattern.compile("(?i)\\.(pickle|pkl)(\\.gz)?$");

  private record Pair(Part part, NumpyArray images, NumpyArray labels, ImageShape shape) {}

  @Override
  public String name() {
    return "pickle";
  }

  @Override
  public String description() {
    return "a pickle of the course's arrays (.pickle, .pickle.gz)";
  }

  @Override
  public boolean accepts(Path path) {
    if (Files.isDirectory(path)) {
      return false;
    }
    try (Content content = Content.open(path)) {
      return PickleFile.accepts(content)
          || (NAME.matcher(path.toString()).find() && Look.of(content).isEmpty());
    }
  }

  @Override
  public Dataset open(Path path) {
    try (PickleFile file = PickleFile.open(path)) {
      List<String> classNames = file.texts("class_names").orElse(Labels.letters());
      Assembly assembly = new Assembly();
      file.warnings().forEach(assembly::warn);
      List<Pair> pairs = pairs(path, file, assembly);
      checkAlike(pairs);
      // All labels before any pictures: they are small, and more often wrong.
      List<int[]> classes = new ArrayList<>();
      for (Pair pair : pairs) {
        classes.add(PickleLabels.read(pair.labels, pair.images, classNames));
      }
      List<Pixels> pixels = new ArrayList<>();
      for (Pair pair : pairs) {
        pixels.add(pixels(pair, pairs, pixels));
      }
      for (int i = 0; i < pairs.size(); i++) {
        assembly.add(pairs.get(i).part, pairs.get(i).shape, pixels.get(i), classes.get(i));
      }
      return assembly.finish(classNames, Provenance.of(path, name(), List.of(path)));
    }
  }

  private static List<Pair> pairs(Path path, PickleFile file, Assembly assembly) {
    List<String> keys = file.keys();
    List<Pair> pairs = new ArrayList<>();
    for (Part part : Part.values()) {
      String images = part.key() + "_dataset";
      String labels = part.key() + "_labels";
      if (keys.contains(images) || keys.contains(labels)) {
        NumpyArray array = file.array(images);
        pairs.add(new Pair(part, array, file.array(labels), shape(array, assembly)));
      }
    }
    if (pairs.isEmpty()) {
      throw Problem.at(path.toString(), "the pickle holds no pictures under the course's keys")
          .given("the keys " + Problem.list(keys.stream().map(Problem::quote).toList()))
          .expected("'train_dataset' and 'train_labels', and the same for 'valid' and 'test'")
          .mend("pickle a dict with these keys");
    }
    return pairs;
  }

  private static ImageShape shape(NumpyArray images, Assembly assembly) {
    long[] extents = images.shape();
    boolean flat = extents.length == 2;
    if (flat) {
      long side = Math.round(Math.sqrt((double) extents[1]));
      if (side * side != extents[1]) {
        throw wrongShape(images, "rows of " + extents[1] + " pixels are no square pictures");
      }
      extents = new long[] {extents[0], side, side};
    }
    if (extents.length != 3 && extents.length != 4) {
      throw wrongShape(images, "these are no pictures");
    }
    ImageShape shape =
        ImageShape.of(extents[1], extents[2], extents.length == 4 ? extents[3] : 1)
            .orElseThrow(() -> wrongShape(images, "pictures don't have such extents"));
    if (flat) {
      assembly.warn(images.place() + ": " + images + " was taken as pictures of " + shape);
    }
    return shape;
  }

  private static DataException wrongShape(NumpyArray images, String what) {
    return Problem.at(images.place(), what)
        .given(images.toString())
        .expected(
            "(n, height, width) or (n, height, width, 1 to 4 channels), up to 8,192 pixels a side")
        .mend("reshape or transpose the array before pickling");
  }

  private static void checkAlike(List<Pair> pairs) {
    ImageShape first = pairs.getFirst().shape;
    for (Pair pair : pairs) {
      if (!pair.shape.equals(first)) {
        throw Problem.at(pair.images.place(), "pictures of two sizes")
            .given(pair.shape + " here, " + first + " under " + pairs.getFirst().part.key())
            .expected("one size for training, validation and test")
            .mend("bring all pictures to one size before pickling");
      }
    }
  }

  /// The pixels of a pair; those of an earlier pair if both are the same array.
  private static Pixels pixels(Pair pair, List<Pair> pairs, List<Pixels> before) {
    NumpyArray images = pair.images;
    for (int i = 0; i < before.size(); i++) {
      if (pairs.get(i).images.isSameAs(images)) {
        return before.get(i);
      }
    }
    return images.type().equals(Optional.of(NumberType.UINT8))
        ? new Pixels.Bytes(images.place(), images.bytes())
        : Pixels.Floats.of(images.place(), images.floats(), pair.shape);
  }
}
