package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.PickleFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The course's pickle: a dict of `train_dataset`, `train_labels` and the same for `valid` and
/// `test`.
///
/// Images and labels are as [ArraySet] says. The classes are the ten letters A to J, unless the
/// dict has a list `class_names`.
final class PickleFormat implements DatasetFormat {
  /// A file named so is taken for one even if it begins oddly, for the better message.
  private static final Pattern NAME = Pattern.compile("(?i)\\.(pickle|pkl)(\\.gz)?$");

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
          || (NAME.matcher(path.toString()).find() && FileSignature.of(content).isEmpty());
    }
  }

  @Override
  public Dataset open(Path path, Loading how) {
    try (PickleFile file = PickleFile.open(path);
        ProvenanceTask origin = ProvenanceTask.of(path, name(), List.of(path))) {
      List<String> classNames = file.texts("class_names").orElse(Labels.letters());
      ArraySet arrays = arrays(path, file);
      return DatasetResizer.of(arrays.finish(classNames, origin, how), how);
    }
  }

  private static ArraySet arrays(Path path, PickleFile file) {
    List<String> keys = file.keys();
    ArraySet arrays = new ArraySet();
    file.warnings().forEach(arrays::warn);
    boolean any = false;
    for (SplitName splitName : SplitName.values()) {
      String images = splitName.key() + "_dataset";
      String labels = splitName.key() + "_labels";
      if (keys.contains(images) || keys.contains(labels)) {
        arrays.add(splitName, file.array(images), file.array(labels));
        any = true;
      }
    }
    if (!any) {
      throw Problem.at(path.toString(), "the pickle has no images under the course's keys")
          .given("the keys " + Problem.list(keys.stream().map(Problem::quote).toList()))
          .expected("'train_dataset' and 'train_labels'; likewise for 'valid' and 'test'")
          .fix("pickle a dict with these keys");
    }
    return arrays;
  }
}
