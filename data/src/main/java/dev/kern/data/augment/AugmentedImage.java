package dev.kern.data.augment;

import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.Objects;

/// An image that a [CustomAugmentation] changes in place: `[height, width, channels]`, the values
/// as the network sees them, after normalisation.
///
/// Valid only during the call that it is given to; reused for other images.
public final class AugmentedImage {
  private static final int NO_BATCH = -1;

  private final ImageShape shape;
  private final float[] pixels;
  private float[] source = {};
  private int sourceAt;
  private long step;
  private int place;

  AugmentedImage(ImageShape shape) {
    this.shape = shape;
    this.pixels = new float[shape.size()];
  }

  /// Rows.
  public int height() {
    return shape.height();
  }

  /// Columns.
  public int width() {
    return shape.width();
  }

  /// Channels: 1 for grey, 3 for red, green and blue.
  public int channels() {
    return shape.channels();
  }

  /// All values, not a copy: that of a channel `c` in row `i` and column `j` is at `(i * width() +
  /// j) * channels() + c`.
  public float[] pixels() {
    return pixels;
  }

  /// A value, as changed so far.
  ///
  /// Fails with [IndexOutOfBoundsException] outside the image.
  public float get(int row, int column, int channel) {
    return pixels[index(row, column, channel)];
  }

  /// A value as it was before this augmentation began.
  ///
  /// Fails with [IndexOutOfBoundsException] outside the image.
  public float original(int row, int column, int channel) {
    return source[sourceAt + index(row, column, channel)];
  }

  /// Changes a value.
  ///
  /// Fails with [IndexOutOfBoundsException] outside the image.
  public void set(int row, int column, int channel, float value) {
    pixels[index(row, column, channel)] = value;
  }

  private int index(int row, int column, int channel) {
    Objects.checkIndex(row, shape.height());
    Objects.checkIndex(column, shape.width());
    Objects.checkIndex(channel, shape.channels());
    return (row * shape.width() + column) * shape.channels() + channel;
  }

  /// Says which image comes next, for messages.
  void locate(long ofStep, int inBatch) {
    step = ofStep;
    place = inBatch;
  }

  /// Says which image of a split comes next.
  void locate(int sample) {
    locate(sample, NO_BATCH);
  }

  /// Changes the image at `batch[at...]`. It is worked on in an array of its own, so that nothing
  /// an augmentation does can reach other images.
  ///
  /// Fails with [DataException] if the augmentation throws or leaves a value that is not finite.
  void change(CustomAugmentation change, ImageRandom random, float[] batch, int at) {
    source = batch;
    sourceAt = at;
    System.arraycopy(batch, at, pixels, 0, pixels.length);
    try {
      change.apply(this, random);
    } catch (RuntimeException e) {
      throw thrown(change, e);
    }
    for (int k = 0; k < pixels.length; k++) {
      if (!Float.isFinite(pixels[k])) {
        throw notFinite(change, k);
      }
    }
    System.arraycopy(pixels, 0, batch, at, pixels.length);
  }

  private String where(CustomAugmentation change) {
    return place == NO_BATCH
        ? "augmentation '%s', image %d".formatted(change.kind(), step)
        : "augmentation '%s', step %d, image %d of the batch".formatted(change.kind(), step, place);
  }

  private DataException thrown(CustomAugmentation change, RuntimeException e) {
    // The user's own line, not that of a check in the JDK or here.
    String line =
        Arrays.stream(e.getStackTrace())
            .filter(frame -> !frame.getClassName().matches("(java|jdk)\\..*"))
            .filter(frame -> !frame.getClassName().equals(AugmentedImage.class.getName()))
            .findFirst()
            .map(frame -> ", at " + frame.toString().replaceFirst(".*/", "")) // without the module
            .orElse("");
    return Problem.at(where(change), "the augmentation threw an exception")
        .given("%s, for an image of %s".formatted(e, shape))
        .expected("%d values changed in place".formatted(shape.size()))
        .because(e)
        .fix("correct %s%s".formatted(change, line));
  }

  private DataException notFinite(CustomAugmentation change, int k) {
    int channels = shape.channels();
    return Problem.at(where(change), "a value is not finite")
        .given(
            "%s in row %d, column %d, channel %d"
                .formatted(
                    pixels[k],
                    k / channels / shape.width(),
                    k / channels % shape.width(),
                    k % channels))
        .expected("%d finite values".formatted(shape.size()))
        .fix("correct %s; look for a division by 0".formatted(change));
  }
}
