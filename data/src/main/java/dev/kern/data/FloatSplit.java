package dev.kern.data;

/// Pictures in memory, as floats.
final class FloatSplit implements Split {
  private final ImageShape shape;
  private final float[] pixels;
  private final int[] labels;
  private final int size;

  FloatSplit(ImageShape shape, float[] pixels, int[] labels) {
    if (pixels.length != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          pixels.length + " numbers for " + labels.length + " pictures of " + shape);
    }
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
    this.size = shape.size();
  }

  @Override
  public int count() {
    return labels.length;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int label(int sample) {
    return labels[sample];
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    System.arraycopy(pixels, sample * size, into, at, size);
  }

  @Override
  public void copy(int from, int count, float[] into, int at, int[] classes, int classesAt) {
    System.arraycopy(pixels, from * size, into, at, count * size);
    System.arraycopy(labels, from, classes, classesAt, count);
  }
}
