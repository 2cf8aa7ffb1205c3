package dev.kern.data.format;

import dev.kern.data.ImageShape;
import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The two data sets of CIFAR, as their publisher stores them.
enum CifarKind {
  /// Ten classes: a byte for the class, then the image.
  TEN(1, "data_batch_\\d+", "valid_batch", "test_batch", "batches.meta.txt") {
    @Override
    List<String> classNames() {
      return List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    }
  },
  /// A hundred classes: a byte for one of twenty groups, one for the class, then the image.
  HUNDRED(2, "train", "valid", "test", "fine_label_names.txt") {
    @Override
    List<String> classNames() {
      return Labels.numbers(100);
    }
  };

  /// Every image: `[32, 32, 3]`, stored as three planes, red, green and blue.
  static final ImageShape SHAPE = new ImageShape(32, 32, 3);

  private final int labels;
  private final Pattern train;
  private final Pattern valid; // not the publisher's: of what was converted to this format
  private final Pattern test;
  private final String namesFile;

  CifarKind(int labels, String train, String valid, String test, String namesFile) {
    this.labels = labels;
    this.train = Pattern.compile(train + "\\.bin(\\.gz)?");
    this.valid = Pattern.compile(valid + "\\.bin(\\.gz)?");
    this.test = Pattern.compile(test + "\\.bin(\\.gz)?");
    this.namesFile = namesFile;
  }

  /// The kind whose file has that name.
  static Optional<CifarKind> of(String name) {
    return Arrays.stream(values()).filter(kind -> kind.splitName(name).isPresent()).findFirst();
  }

  /// The split that a file of that name holds; empty if it is none of this kind's.
  Optional<SplitName> splitName(String name) {
    if (train.matcher(name).matches()) {
      return Optional.of(SplitName.TRAIN);
    }
    if (valid.matcher(name).matches()) {
      return Optional.of(SplitName.VALID);
    }
    return test.matcher(name).matches() ? Optional.of(SplitName.TEST) : Optional.empty();
  }

  /// The text file of class names, a line each.
  String namesFile() {
    return namesFile;
  }

  /// The names of the classes where there is no such file.
  abstract List<String> classNames();

  /// Bytes of labels before each image; the last is the class.
  int labels() {
    return labels;
  }

  /// Bytes of an image and its labels: 3,073 or 3,074.
  int record() {
    return labels + SHAPE.size();
  }
}
