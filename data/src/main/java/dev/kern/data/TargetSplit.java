package dev.kern.data;

import dev.kern.data.file.Problem;

/// Images with rows of numbers to learn.
final class TargetSplit extends ForwardingSplit {
  private final float[] rows;
  private final int width;

  /// @param rows a row of `width` numbers for each image
  TargetSplit(Split images, float[] rows, int width) {
    super(images);
    this.rows = rows;
    this.width = width;
    if (rows.length != (long) images.count() * width) {
      throw new IllegalArgumentException(
          "%s take %s numbers, %d each, given %s"
              .formatted(
                  images.describe(),
                  Problem.count((long) images.count() * width),
                  width,
                  Problem.count(rows.length)));
    }
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new TargetSplit(images().scaled(from, to), rows, width);
  }

  @Override
  public int targetWidth() {
    return width;
  }

  @Override
  public void targets(int sample, float[] into, int at) {
    System.arraycopy(rows, sample * width, into, at, width);
  }
}
