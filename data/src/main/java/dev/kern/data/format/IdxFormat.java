package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Labels;
import dev.kern.data.Provenance;
import dev.kern.data.SplitName;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.format.store.StoredPixels;
import dev.kern.data.idx.IdxFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// IDX files: a folder or archive of them, or one of the files, which stands for the whole set.
///
/// The format has no class names: they are the lines of `classes.txt` beside the files, if there is
/// one, else `0`, `1` and so on.
final class IdxFormat implements FilesFormat {
  private static final int MOST_CLASSES = 1 << 16;
  private static final String CLASSES = "classes.txt";

  @Override
  public String name() {
    return "idx";
  }

  @Override
  public String description() {
    return "IDX files, their folder or archive (train-images-idx3-ubyte, also .gz)";
  }

  @Override
  public boolean accepts(FileSet files) {
    return IdxSet.isIn(files);
  }

  @Override
  public boolean acceptsFile(Path file) {
    try (Content content = Content.open(file)) {
      return IdxFile.accepts(content);
    }
  }

  @Override
  public Dataset open(FileSet files, Loading how) {
    return open(files, files.path(), Optional.empty(), how);
  }

  @Override
  public Dataset openFile(Path file, Loading how) {
    try (FileSet files = FileSet.of(DatasetFormat.folder(file))) {
      return open(files, file, Optional.of(file.getFileName().toString()), how);
    }
  }

  private Dataset open(FileSet files, Path source, Optional<String> named, Loading how) {
    if (how.imagesOnly()) {
      return images(files, source, named, how);
    }
    DatasetBuilder assembly = new DatasetBuilder();
    List<String> used = new ArrayList<>();
    int classes = 0;
    long before = 0;
    for (Map.Entry<SplitName, IdxSet.Pair> splitName :
        IdxSet.of(files, named).splits().entrySet()) {
      IdxSet.Pair pair = splitName.getValue();
      int[] labels = labels(files, pair.labels());
      for (int label : labels) {
        classes = Math.max(classes, label + 1);
      }
      add(assembly, splitName.getKey(), files, pair, labels, how, before);
      before += labels.length;
      used.add(pair.images());
      used.add(pair.labels());
    }
    List<String> names = classNames(files, classes, how, assembly::warn);
    Provenance provenance = how.named(Provenance.of(source, name(), files.holding(used)));
    return DatasetResizer.of(assembly.finish(names, provenance, how), how);
  }

  /// The images alone: those of the file that was named, if one was.
  private Dataset images(FileSet files, Path source, Optional<String> named, Loading how) {
    Map<SplitName, String> used =
        named.map(file -> Map.of(SplitName.TRAIN, file)).orElseGet(() -> IdxSet.images(files));
    List<IdxFile> open = new ArrayList<>();
    List<Path> paths = files.holding(List.copyOf(used.values()));
    try (ProvenanceTask origin = ProvenanceTask.of(source, name(), paths)) {
      ArraySet arrays = new ArraySet();
      used.forEach(
          (splitName, file) -> {
            open.add(IdxFile.of(files.open(file)));
            arrays.add(splitName, open.getLast());
          });
      return DatasetResizer.of(arrays.finish(arrays.numberedClasses(), origin, how), how);
    } finally {
      open.forEach(IdxFile::close);
    }
  }

  /// The lines of `classes.txt`, or numbers.
  ///
  /// Fails with `DataException` if there are fewer than that many.
  static List<String> classNames(FileSet files, int classes, Loading how, Consumer<String> note) {
    if (!files.names().contains(CLASSES)) {
      return Labels.numbers(classes);
    }
    List<String> notes = new ArrayList<>();
    List<String> names = ClassList.read(files, CLASSES, how.names(), notes::add);
    if (names.size() < classes) {
      throw Problem.at(files.place(CLASSES), "fewer class names than classes")
          .given(names.size() + " names, and labels up to " + (classes - 1))
          .expected("one line for each of " + classes + " classes")
          .fix("add the missing names, or delete the file")
          .noting(notes);
    }
    notes.forEach(note);
    return names;
  }

  private static int[] labels(FileSet files, String name) {
    try (IdxFile file = IdxFile.of(files.open(name))) {
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
      FileSet files,
      IdxSet.Pair pair,
      int[] labels,
      Loading how,
      long before) {
    try (IdxFile file = IdxFile.of(files.open(pair.images()))) {
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
            .given(pair.images() + " and " + pair.labels())
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
