package dev.kern.data;

/// Images in memory, as floats.
final class FloatSplit extends MemorySplit {
  private final float[] pixels;

  FloatSplit(ImageShape shape, float[] pixels, int[] labels) {
    super(shape, pixels.length, "numbers", labels);
    this.pixels = pixels;
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    System.arraycopy(pixels, sample * size, into, at, size);
  }

  @Override
  public void copy(int from, int count, float[] into, int at, int[] classes, int classesAt) {
    System.arraycopy(pixels, from * size, into, at, count * size);
    System.arraycopy(labels(), from, classes, classesAt, count);
  }
}
