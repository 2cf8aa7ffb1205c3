package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Labels;
import dev.kern.data.Provenance;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.format.store.StoredPixels;
import dev.kern.data.idx.IdxFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// IDX files: a folder of them, or one of the files, which stands for the whole set.
///
/// The format has no class names: they are the lines of `classes.txt` beside the files, if there is
/// one, else `0`, `1` and so on.
final class IdxFormat implements DatasetFormat {
  private static final int MOST_CLASSES = 1 << 16;

  @Override
  public String name() {
    return "idx";
  }

  @Override
  public String description() {
    return "IDX files or their folder (train-images-idx3-ubyte, also .gz)";
  }

  @Override
  public boolean accepts(Path path) {
    return IdxSet.isIn(path);
  }

  @Override
  public Dataset open(Path path, Loading how) {
    DatasetBuilder assembly = new DatasetBuilder();
    List<Path> files = new ArrayList<>();
    int classes = 0;
    long before = 0;
    for (Map.Entry<SplitName, IdxSet.Pair> splitName : IdxSet.of(path).splits().entrySet()) {
      IdxSet.Pair pair = splitName.getValue();
      int[] labels = labels(pair.labels());
      for (int label : labels) {
        classes = Math.max(classes, label + 1);
      }
      add(assembly, splitName.getKey(), pair, labels, how, before);
      before += labels.length;
      files.add(pair.images());
      files.add(pair.labels());
    }
    Path list = files.getFirst().resolveSibling("classes.txt");
    List<String> names = classNames(list, classes, how, assembly);
    Provenance provenance = Provenance.of(path, name(), files).withNames(how.names());
    return DatasetResizer.of(assembly.finish(names, provenance, how), how);
  }

  private static List<String> classNames(
      Path file, int classes, Loading how, DatasetBuilder assembly) {
    if (!Files.isRegularFile(file)) {
      return Labels.numbers(classes);
    }
    List<String> names = ClassList.read(file, how.names(), assembly::warn);
    if (names.size() < classes) {
      throw Problem.at(file.toString(), "fewer class names than classes")
          .given(names.size() + " names, and labels up to " + (classes - 1))
          .expected("one line for each of " + classes + " classes")
          .fix("add the missing names, or delete the file")
          .noting(assembly.warnings());
    }
    return names;
  }

  private static int[] labels(Path path) {
    try (IdxFile file = IdxFile.open(path)) {
      if (file.shape().length != 1) {
        throw Problem.at(file.place(), "not an IDX file of labels")
            .given(file.toString())
            .expected("one dimension")
            .fix("check that images and labels aren't swapped");
      }
      int[] labels = file.ints();
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 || labels[i] >= MOST_CLASSES) {
          throw Problem.at(file.place(), "the label at [" + i + "] is not a class index")
              .given(Integer.toString(labels[i]))
              .expected("0 to " + (MOST_CLASSES - 1))
              .fix("correct or remove that image's label");
        }
      }
      return labels;
    }
  }

  private static void add(
      DatasetBuilder assembly,
      SplitName splitName,
      IdxSet.Pair pair,
      int[] labels,
      Loading how,
      long before) {
    try (IdxFile file = IdxFile.open(pair.images())) {
      long[] extents = file.shape();
      if (extents.length < 3) {
        throw wrongShape(file);
      }
      if (extents[0] != labels.length) {
        throw Problem.at(
                file.place(),
                Problem.count(extents[0])
                    + " images and "
                    + Problem.count(labels.length)
                    + " labels")
            .given(pair.images().getFileName() + " and " + pair.labels().getFileName())
            .expected("one label per image")
            .fix("use two files from the same source");
      }
      ImageShape shape =
          ImageShape.of(extents[1], extents[2], extents.length == 4 ? extents[3] : 1)
              .orElseThrow(() -> wrongShape(file));
      StoredPixels pixels = how.store().pixels(file, shape, how.listener()::read, before);
      assembly.add(splitName, shape, pixels, labels);
    }
  }

  private static DataException wrongShape(IdxFile file) {
    return Problem.at(file.place(), "not an IDX file of images")
        .given(file.toString())
        .expected("count x height x width, or count x height x width x channels (1 to 4)")
        .fix("check that images and labels aren't swapped");
  }
}
