package dev.kern.data;

/// Images in memory, in one array.
abstract sealed class MemorySplit extends LabelledSplit permits ByteSplit, FloatSplit {
  final int size; // numbers of an image

  MemorySplit(ImageShape shape, int numbers, String kind, int[] labels) {
    super(shape, labels);
    if (numbers != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          numbers + " " + kind + " for " + labels.length + " images of " + shape);
    }
    this.size = shape.size();
  }
}
