package dev.kern.data;

import dev.kern.data.file.Problem;
import dev.kern.data.order.CounterRandom;
import dev.kern.data.order.InOrder;
import dev.kern.data.order.Permutation;
import dev.kern.data.order.Shuffle;
import dev.kern.data.order.WindowedShuffle;
import java.util.Optional;
import java.util.function.LongToIntFunction;

/// Decides which images make up the batch of a step, and copies them.
///
/// The batch is a pure function of the step (and the seed): resuming needs only the step, steps may
/// be filled in any order and by any thread. Immutable; filling allocates nothing.
public final class Batches {
  private static final int SOME = 1 << 12;

  private final Split split;
  private final int batch;
  private final int count;
  private final Optional<Permutation> order; // empty if it is the notebook's, or `turns` decide
  private final Optional<LongToIntFunction> turns;
  private final long seed;

  private Batches(Split split, int batch, Optional<Permutation> order, long seed) {
    this(split, batch, order, Optional.empty(), seed);
  }

  private Batches(
      Split split,
      int batch,
      Optional<Permutation> order,
      Optional<LongToIntFunction> turns,
      long seed) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch has 1 or more images, given " + batch);
    }
    this.count = order.isPresent() ? split.count() : split.perEpoch();
    if (batch > count) {
      throw Problem.at("batches", "the batch is larger than the split")
          .given("a batch of " + batch + ", a split of " + count + " images")
          .expected("at most " + count)
          .fix("use a smaller batch (--batch), or more images");
    }
    this.split = split;
    this.batch = batch;
    this.order = order;
    this.turns = turns;
    this.seed = seed;
  }

  /// The images in the order of the split, each once per epoch; a batch may span two epochs.
  public static Batches sequential(Split split, int batch) {
    return new Batches(split, batch, Optional.of(new InOrder()), 0);
  }

  /// The notebook's order: step `s` takes the images from `s * batch % (count - batch)` on.
  ///
  /// So the last image is never taken, and after the first epoch the batches start at other images.
  /// Use it only to reproduce the notebook's results; [#sequential] takes every image.
  public static Batches notebook(Split split, int batch) {
    expectUnweighted(split, "the order sequential");
    return new Batches(split, batch, Optional.empty(), 0);
  }

  /// A new random order for each epoch, with every image exactly once, or as often as its
  /// [Split#weight] says; a batch may span two epochs.
  public static Batches shuffled(Split split, int batch, long seed) {
    if (split.isWeighted()) {
      WeightedDraws draws = new WeightedDraws(split, seed);
      return new Batches(split, batch, Optional.empty(), Optional.of(draws::at), seed);
    }
    return new Batches(split, batch, Optional.of(new Shuffle(split.count())), seed);
  }

  /// A random order for data larger than memory: at any time, images come from a few places of the
  /// split, which can be read from disk sequentially. See [WindowedShuffle].
  public static Batches windowed(Split split, int batch, long seed) {
    expectUnweighted(split, "the order windowed");
    WindowedShuffle windows = WindowedShuffle.of(split.count(), split.shape().size());
    return new Batches(split, batch, Optional.of(windows), seed);
  }

  /// Each class equally often, whatever the numbers of its images: the classes take turns, and so
  /// do the images within each. Where a class has fewer images than others, they come more often.
  /// An epoch is still as long as the split.
  ///
  /// Fails with `DataException` if the images have other targets than classes.
  ///
  /// @param shuffled whether the order is random, a new one each time round; if not, classes and
  ///   images come in their own
  public static Batches balanced(Split split, int batch, long seed, boolean shuffled) {
    expectUnweighted(split, "balanced sampling");
    ClassTurns turns = ClassTurns.of(split, seed, shuffled);
    return new Batches(split, batch, Optional.empty(), Optional.of(turns::at), seed);
  }

  private static void expectUnweighted(Split split, String what) {
    if (split.isWeighted()) {
      throw Problem.at("batches", what + " can't draw images by the weights of their data sets")
          .given("data sets with weights")
          .expected("the order shuffled, and natural sampling")
          .fix("--order shuffled without --sampling, or leave out the weights");
    }
  }

  /// Images per step.
  public int batch() {
    return batch;
  }

  /// Images per epoch.
  int perEpoch() {
    return count;
  }

  /// Steps per epoch, rounded up.
  public long stepsPerEpoch() {
    return (count + batch - 1L) / batch;
  }

  /// The epoch of a step, from 0.
  public long epoch(long step) {
    return step * batch / count;
  }

  /// The epoch of the image at position `at` of a step's batch, from 0; a batch may span two.
  public long epoch(long step, int at) {
    return (step * batch + at) / count;
  }

  /// The index of the image at position `at` of a step's batch.
  public int sample(long step, int at) {
    return isNotebooks() ? notebookFrom(step) + at : drawn(step * batch + at);
  }

  private boolean isNotebooks() {
    return order.isEmpty() && turns.isEmpty();
  }

  /// The index of the image at this position of the whole sequence.
  int drawn(long others) {
    return turns.isPresent()
        ? turns.get().applyAsInt(others)
        : order.orElseThrow().at(key(others), (int) (others % count));
  }

  private long key(long others) {
    return CounterRandom.of(seed, others / count);
  }

  /// Copies the batch of a step with what is to be learned of its images, if that is anything else
  /// than their classes.
  ///
  /// @param targets receives a row of [Split#targetWidth] numbers per image
  public void fill(long step, float[] pixels, int[] labels, float[] targets) {
    fill(step, 0, batch, pixels, labels, targets);
  }

  /// Copies a part of the batch of a step to its place in arrays for all of it.
  ///
  /// @param from the place of the first image in the batch
  /// @param to the place behind the last one
  public void fill(long step, int from, int to, float[] pixels, int[] labels, float[] targets) {
    fill(step, from, to, pixels, labels);
    int width = split.targetWidth();
    for (int i = from; i < to && width > 0; i++) {
      split.targets(sample(step, i), targets, i * width);
    }
  }

  /// Copies the batch of a step: `batch * shape.size()` numbers and `batch` class indices.
  public void fill(long step, float[] pixels, int[] labels) {
    fill(step, 0, batch, pixels, labels);
  }

  private void fill(long step, int from, int to, float[] pixels, int[] labels) {
    int size = split.shape().size();
    if (isNotebooks()) {
      split.copy(notebookFrom(step) + from, to - from, pixels, from * size, labels, from);
      return;
    }
    for (int i = from; i < to; i++) {
      int sample = sample(step, i);
      split.pixels(sample, pixels, i * size);
      labels[i] = split.label(sample);
    }
  }

  /// Whether images may have to be read from disk.
  boolean isOnDisk() {
    return split.isOnDisk();
  }

  /// How many images ahead it pays to [#touch] them.
  long ahead() {
    return order.orElse(null) instanceof WindowedShuffle windows
        ? windows.window() + (long) windows.block()
        : Math.max(2L * batch, SOME);
  }

  /// From where on images are to be touched when training has drawn so many: in windows, from the
  /// first of the window that it is in, whose blocks it still needs.
  long touchFrom(long drawn) {
    if (!(order.orElse(null) instanceof WindowedShuffle windows)) {
      return drawn;
    }
    return drawn - drawn % count % windows.window();
  }

  /// Brings to memory what is needed for the images that are drawn after `from` others, up to `to`.
  /// In windows, that is the blocks of which as many lie before them as there are images: so what
  /// is needed next is read while a window is used, block by block.
  void touch(long from, long to) {
    for (long others = from; others < to; others++) {
      if (isNotebooks()) {
        split.touch(notebookFrom(others / batch) + (int) (others % batch), 1);
      } else if (!(order.orElse(null) instanceof WindowedShuffle windows)) {
        split.touch(drawn(others), 1);
      } else if (others % count % windows.block() == 0) {
        int first = windows.firstOfBlock(key(others), (int) (others % count));
        int straight = Math.min(windows.block(), count - first);
        split.touch(first, straight);
        split.touch(0, windows.block() - straight);
      }
    }
  }

  private int notebookFrom(long step) {
    return batch == count ? 0 : (int) (step * batch % (count - batch));
  }
}
