package dev.kern.data;

import java.util.Arrays;

/// The images and labels of one step of a loop over [EpochBatches].
///
/// | array    | shape                                |
/// |----------|--------------------------------------|
/// | `images` | `[size, height, width, channels]`    |
/// | `labels` | `[size]`                             |
/// | `targets` | `[size, width]`, if the images have other [Targets] than classes |
///
/// There is one batch per loop: its arrays are refilled for each step, so copy what must outlive
/// the step. Not thread-safe.
public final class Batch {
  private final Split split;
  private final float[] images;
  private final int[] labels;
  private final float[] targets;
  private int count;
  private int epoch;
  private long step;

  Batch(Split split, int size) {
    this.split = split;
    this.images = new float[size * split.shape().size()];
    this.labels = new int[size];
    this.targets = new float[size * split.targetWidth()];
  }

  /// Fills the arrays with the `count` images that follow the first `drawn` ones.
  void fill(Batches batches, long drawn, int count) {
    int pixels = split.shape().size();
    for (int i = 0; i < count; i++) {
      int sample = batches.drawn(drawn + i);
      split.pixels(sample, images, i * pixels);
      labels[i] = split.label(sample);
      split.targets(sample, targets, i * split.targetWidth());
    }
    Arrays.fill(images, count * pixels, images.length, 0);
    Arrays.fill(labels, count, labels.length, 0);
    Arrays.fill(targets, count * split.targetWidth(), targets.length, 0);
    this.count = count;
  }

  /// Sets the position of the batch in the loop.
  void place(int epoch, long step) {
    this.epoch = epoch;
    this.step = step;
  }

  /// The pixels as a network gets them, not a copy; zeros after the first [#count] images.
  public float[] images() {
    return images;
  }

  /// The index of each image's class, not a copy; zeros after the first [#count] images.
  public int[] labels() {
    return labels;
  }

  /// What is to be learned of each image, a row as [Targets] says, not a copy; empty if the images
  /// have classes and nothing else, zeros after the first [#count] images.
  public float[] targets() {
    return targets;
  }

  /// How many images it holds: [#size], or fewer in the last batch of a pass if that is
  /// [LastBatch#PARTIAL].
  public int count() {
    return count;
  }

  /// The number of images it has room for.
  public int size() {
    return labels.length;
  }

  /// The shape of an image.
  public ImageShape shape() {
    return split.shape();
  }

  /// The epoch, from 0.
  public int epoch() {
    return epoch;
  }

  /// The number of batches before it in the loop.
  public long step() {
    return step;
  }

  /// `batch 12, epoch 1: 16 images of 28 x 28`.
  @Override
  public String toString() {
    return "batch %d, epoch %d: %d images of %s".formatted(step, epoch, count, shape());
  }
}
