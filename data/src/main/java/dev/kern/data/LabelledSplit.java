package dev.kern.data;

/// A split whose images have one shape, and a label each; a subclass has the pixels.
public abstract class LabelledSplit implements Split {
  private final ImageShape shape;
  private final int[] labels;

  /// Images of a shape.
  ///
  /// @param labels the index of each image's class; the array is kept
  protected LabelledSplit(ImageShape shape, int[] labels) {
    this.shape = shape;
    this.labels = labels;
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

  /// The labels of all images: the array that was given.
  protected final int[] labels() {
    return labels;
  }

  @Override
  public String toString() {
    return describe();
  }
}
