package dev.kern.data.format;

import dev.kern.data.ImageShape;
import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The two data sets of CIFAR, as their publisher stores them.
enum CifarKind {
  /// Ten classes: a byte for the class, then the image.
  TEN(1, "data_batch_\\d+", "valid_batch", "test_batch", "batches.meta") {
    @Override
    List<String> classNames() {
      return List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    }
  },
  /// A hundred classes: a byte for one of twenty groups, one for the class, then the image.
  HUNDRED(2, "train", "valid", "test", "meta") {
    @Override
    String namesFile() {
      return "fine_label_names.txt";
    }

    @Override
    String labelsKey() {
      return "fine_labels";
    }

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
  private final String meta;

  CifarKind(int labels, String train, String valid, String test, String meta) {
    this.labels = labels;
    this.train = Pattern.compile(train);
    this.valid = Pattern.compile(valid);
    this.test = Pattern.compile(test);
    this.meta = meta;
  }

  /// The kind whose binary file has that name.
  static Optional<CifarKind> of(String name) {
    return Arrays.stream(values()).filter(kind -> kind.splitName(name).isPresent()).findFirst();
  }

  /// The kind whose pickles have these names; those of CIFAR-100 tell too little by themselves.
  static Optional<CifarKind> ofPickles(Collection<String> names) {
    return Arrays.stream(values())
        .filter(kind -> kind == TEN || names.contains(kind.meta))
        .filter(kind -> names.stream().anyMatch(name -> kind.pickledSplit(name).isPresent()))
        .findFirst();
  }

  /// The split that a binary file of that name holds; empty if it is none of this kind's.
  Optional<SplitName> splitName(String name) {
    String plain = name.replaceFirst("\\.gz$", "");
    return plain.endsWith(".bin") ? pickledSplit(plain.replace(".bin", "")) : Optional.empty();
  }

  /// The split that a pickle of that name holds; empty if it is none of this kind's.
  Optional<SplitName> pickledSplit(String name) {
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
    return meta + ".txt";
  }

  /// The pickle of class names.
  String meta() {
    return meta;
  }

  /// The key of the labels in a pickle.
  String labelsKey() {
    return "labels";
  }

  /// The key of the class names in the pickle of these.
  String namesKey() {
    return labelsKey().replaceFirst("s$", "_names");
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
