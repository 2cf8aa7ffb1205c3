package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.NumpyArray;
import dev.kern.data.pickle.PickleFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A pickle of images and labels, in one of these forms:
///
/// | the pickle holds                                      | as                                  |
/// |-------------------------------------------------------|-------------------------------------|
/// | a dict of `train_dataset`, `train_labels` and so on    | the course; other names that        |
/// |                                                       | [ArrayName] knows do as well        |
/// | a tuple of two or three tuples of images and labels   | `mnist.pkl.gz`: training,           |
/// |                                                       | validation if there are three, test |
/// | a dict of `data`, n x 3,072, and a list `labels`       | a batch of CIFAR                    |
///
/// Images and labels are as [ArraySet] says. The classes of the course are the ten letters A to J,
/// unless the dict has a list `class_names`.
final class PickleFormat implements DatasetFormat {
  private static final String CLASS_NAMES = "class_names";
  private static final List<String> COURSE =
      Arrays.stream(SplitName.values())
          .flatMap(split -> Stream.of(split.key() + "_dataset", split.key() + "_labels"))
          .toList();

  /// A file named so is taken for one even if it begins oddly, for the better message.
  private static final Pattern NAME = Pattern.compile("(?i)\\.(pickle|pkl)(\\.gz)?$");

  @Override
  public String name() {
    return "pickle";
  }

  @Override
  public String description() {
    return "a pickle of named arrays, or of tuples of them as in mnist.pkl.gz (.pickle, .pkl, also"
        + " .gz)";
  }

  @Override
  public boolean accepts(Path path) {
    if (FileStatus.isFolder(path)) {
      return false;
    }
    try (Content content = Content.open(path)) {
      return PickleFile.accepts(content)
          || (NAME.matcher(path.toString()).find() && FileSignature.of(content).isEmpty());
    }
  }

  @Override
  public Dataset open(Path path, Loading how) {
    try (PickleFile file = PickleFile.open(path);
        ProvenanceTask origin = ProvenanceTask.of(path, name(), List.of(path))) {
      ArraySet arrays = new ArraySet();
      file.warnings().forEach(arrays::warn);
      if (file.isDict()) {
        return dict(path, file, arrays, origin, how);
      }
      if (how.imagesOnly() && file.onlyArray().isPresent()) {
        arrays.add(SplitName.TRAIN, file.onlyArray().get());
      } else {
        addTuples(path, file, arrays);
      }
      return DatasetResizer.of(arrays.finish(arrays.numberedClasses(), origin, how), how);
    }
  }

  private static Dataset dict(
      Path path, PickleFile file, ArraySet arrays, ProvenanceTask origin, Loading how) {
    List<String> keys = file.keys();
    boolean course = keys.stream().anyMatch(COURSE::contains);
    if (course) {
      for (SplitName splitName : SplitName.values()) {
        String images = splitName.key() + "_dataset";
        String labels = splitName.key() + "_labels";
        if (how.imagesOnly() && keys.contains(images)) {
          arrays.add(splitName, file.array(images));
        } else if (keys.contains(images) || keys.contains(labels)) {
          arrays.add(splitName, file.array(images), file.array(labels));
        }
      }
      List<String> names = file.texts(CLASS_NAMES).orElse(Labels.letters());
      return DatasetResizer.of(arrays.finish(names, origin, how), how);
    }
    if (CifarPickles.isBatch(file)) {
      return CifarPickles.ofBatch(path, file, arrays, origin, how);
    }
    List<String> used = named(file);
    if (used.isEmpty()) {
      throw Problem.at(path.toString(), "the pickle has no images under the course's keys")
          .given("the keys " + Problem.list(keys.stream().map(Problem::quote).toList()))
          .expected("'train_dataset' and 'train_labels'; likewise for 'valid' and 'test'")
          .fix("pickle a dict with these keys");
    }
    NamedArrays.Source source =
        new NamedArrays.Source() {
          @Override
          public NumberArray array(String name) {
            return file.numbers(name);
          }

          @Override
          public boolean isText(String name) {
            return false; // labels that are no numbers were passed over
          }

          @Override
          public List<String> texts(String name) {
            return file.texts(name).orElseThrow();
          }
        };
    return new NamedArrays(path.toString(), used, how)
        .read(source, arrays, file.texts(CLASS_NAMES), origin, how);
  }

  private static List<String> named(PickleFile file) {
    return file.numberKeys().stream().filter(key -> ArrayName.of(key).isPresent()).toList();
  }

  /// Adds the arrays of a pickle that has no names.
  private static void addTuples(Path path, PickleFile file, ArraySet arrays) {
    List<List<NumpyArray>> tuples = file.tuples();
    boolean pairs = tuples.stream().allMatch(tuple -> tuple.size() == 2);
    List<SplitName> splits =
        switch (pairs ? tuples.size() : 0) {
          case 1 -> List.of(SplitName.TRAIN);
          case 2 -> List.of(SplitName.TRAIN, SplitName.TEST);
          case 3 -> List.of(SplitName.TRAIN, SplitName.VALID, SplitName.TEST);
          default -> throw without(path, file);
        };
    for (int i = 0; i < splits.size(); i++) {
      arrays.add(splits.get(i), tuples.get(i).getFirst(), tuples.get(i).getLast());
    }
    if (splits.size() > 1) {
      arrays.warn(
          "%s: its tuples were taken for the %s images"
              .formatted(
                  path, String.join(", ", splits.stream().map(SplitName::adjective).toList())));
    }
  }

  private static DataException without(Path path, PickleFile file) {
    if (file.onlyArray().isPresent()) {
      return Problem.at(path.toString(), "the pickle holds images without labels")
          .given(file.kind())
          .expected(
              "images and labels, or a folder of such files, one per class: A.pickle, B.pickle")
          .fix("give the folder that has the files of all classes, or pickle a dict with labels");
    }
    return Problem.at(path.toString(), "the pickle doesn't hold named arrays")
        .given(file.kind())
        .expected(
            "a dict, such as {'train_dataset': …, 'train_labels': …}, or tuples of images and"
                + " labels")
        .fix("pickle a dict of the arrays");
  }
}
