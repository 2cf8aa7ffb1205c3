package dev.kern.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// The batches of one or more epochs, for a custom training loop.
///
/// ```java
/// for (Batch batch : data.train().batches(16, 1).epochs(10)) {
///   plan.feed(images, batch.images());
///   plan.feed(labels, batch.labels());
///   plan.run();
/// }
/// ```
///
/// Each loop sees the same batches. Its [Batch] is a single object whose arrays are refilled for
/// each step; nothing is allocated per step. No batch spans two epochs: [#last] decides what
/// happens to images that don't fill one. Immutable.
public final class EpochBatches implements Iterable<Batch> {
  private final Split split;
  private final Batches batches;
  private final int epochs;
  private final LastBatch last;

  EpochBatches(Split split, Batches batches, int epochs, LastBatch last) {
    this.split = split;
    this.batches = batches;
    this.epochs = epochs;
    this.last = last;
  }

  /// A copy with this many epochs, each in another order if they are shuffled.
  ///
  /// Fails with [IllegalArgumentException] if that is less than one.
  public EpochBatches epochs(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("epochs is 1 or more, given " + count);
    }
    return new EpochBatches(split, batches, count, last);
  }

  /// A copy with another rule for images that don't fill a batch.
  public EpochBatches last(LastBatch rule) {
    return new EpochBatches(split, batches, epochs, rule);
  }

  /// The number of batches in a loop.
  public long count() {
    return perEpoch() * epochs;
  }

  private long perEpoch() {
    int size = batches.batch();
    int images = batches.perEpoch();
    return last == LastBatch.DROP ? images / size : Math.ceilDiv(images, size);
  }

  @Override
  public Iterator<Batch> iterator() {
    return new Loop();
  }

  private final class Loop implements Iterator<Batch> {
    private final Batch batch = new Batch(split, batches.batch());
    private long next;

    @Override
    public boolean hasNext() {
      return next < count();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the loop has " + count() + " batches");
      }
      long epoch = next / perEpoch();
      int first = (int) (next % perEpoch()) * batch.size();
      int images = batches.perEpoch();
      int count = Math.min(batch.size(), images - first);
      batch.fill(batches, epoch * images + first, count);
      batch.place((int) epoch, next++);
      return batch;
    }
  }

  /// `952 batches of 16, from 15,230 images of 28 x 28`.
  @Override
  public String toString() {
    return "%d batches of %d, from %s".formatted(count(), batches.batch(), split.describe());
  }
}
