package dev.kern.data;

import dev.kern.data.file.Problem;

/// Which pictures make up the batch of a step, and their copying.
///
/// The batch is a pure function of the step (and the seed): resuming needs only the step, steps may
/// be filled in any order and by any thread. Immutable; filling allocates nothing.
public final class Batches {
  private final Split split;
  private final int batch;
  private final int count;
  private final boolean shuffled;
  private final long seed;
  private final Shuffle shuffle;

  private Batches(Split split, int batch, boolean shuffled, long seed) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch of " + batch);
    }
    if (batch > split.count()) {
      throw Problem.at("batches", "a batch is larger than its split")
          .given("a batch of " + batch + " from " + split.count() + " pictures")
          .expected("at most " + split.count())
          .mend("take a smaller batch (--batch), or more pictures");
    }
    this.split = split;
    this.batch = batch;
    this.count = split.count();
    this.shuffled = shuffled;
    this.seed = seed;
    this.shuffle = new Shuffle(count);
  }

  /// The notebook's order: step `s` takes the pictures from `s * batch % (count - batch)` on.
  ///
  /// So the last picture is never taken, and after the first round the batches begin elsewhere.
  public static Batches sequential(Split split, int batch) {
    return new Batches(split, batch, false, 0);
  }

  /// A new random order for each epoch, in which every picture comes exactly once; a batch may
  /// reach from one epoch into the next.
  public static Batches shuffled(Split split, int batch, long seed) {
    return new Batches(split, batch, true, seed);
  }

  /// Pictures per step.
  public int batch() {
    return batch;
  }

  /// Steps until every picture has come once, rounded up.
  public long stepsPerEpoch() {
    return (count + batch - 1L) / batch;
  }

  /// How often every picture has come before that step: 0 in the first epoch.
  public long epoch(long step) {
    return step * batch / count;
  }

  /// The picture at place `at` of a step's batch.
  public int sample(long step, int at) {
    if (!shuffled) {
      return sequentialFrom(step) + at;
    }
    long drawn = step * batch + at;
    long epoch = drawn / count;
    return shuffle.at(Bits.of(seed, epoch), (int) (drawn % count));
  }

  /// Copies the batch of a step: `batch * shape.size()` numbers and `batch` class indices.
  public void fill(long step, float[] pixels, int[] labels) {
    if (!shuffled) {
      split.copy(sequentialFrom(step), batch, pixels, 0, labels, 0);
      return;
    }
    int size = split.shape().size();
    for (int i = 0; i < batch; i++) {
      int sample = sample(step, i);
      split.pixels(sample, pixels, i * size);
      labels[i] = split.label(sample);
    }
  }

  private int sequentialFrom(long step) {
    return batch == count ? 0 : (int) (step * batch % (count - batch));
  }
}
