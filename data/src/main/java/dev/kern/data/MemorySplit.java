package dev.kern.data;

/// Images in memory, in one array.
abstract sealed class MemorySplit implements Split permits ByteSplit, FloatSplit {
  private final ImageShape shape;
  final int[] labels;
  final int size; // numbers of an image

  MemorySplit(ImageShape shape, int numbers, String kind, int[] labels) {
    if (numbers != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          numbers + " " + kind + " for " + labels.length + " images of " + shape);
    }
    this.shape = shape;
    this.labels = labels;
    this.size = shape.size();
  }

  @Override
  public final int count() {
    return labels.length;
  }

  @Override
  public final ImageShape shape() {
    return shape;
  }

  @Override
  public final int label(int sample) {
    return labels[sample];
  }

  @Override
  public String toString() {
    return describe();
  }
}
