package dev.kern.train;

import dev.kern.compile.BlockTask;
import dev.kern.compile.ThreadTeam;
import dev.kern.data.Batches;
import dev.kern.data.ImageShape;
import dev.kern.data.augment.Augmenter;
import dev.kern.data.file.DataException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The random changes of a training's images, done by the team that computes: image by image, each
/// by whoever is free. A thread of its own would take as much time from that team, which has all
/// processors, and come in its way.
final class BatchAugmenter {
  private final ThreadTeam team;
  private final List<Augmenter> augmenters;
  private final boolean any;
  private final BlockTask one;
  private final Batches batches;
  private final boolean mixes;
  private long step;
  private int first;
  private float[] images = {};
  private int failedAt;
  private @Nullable DataException failure;

  /// The changes that a training asks for.
  BatchAugmenter(
      Training training, Batches batches, ImageShape shape, int classes, ThreadTeam team) {
    this.batches = batches;
    this.team = team;
    this.any = !training.augmentations().isEmpty();
    this.augmenters =
        IntStream.range(0, team.size())
            .mapToObj(_ -> Augmenter.of(training.augmentations(), shape, classes, training.seed()))
            .toList();
    this.mixes = TrainingGraph.mixes(training);
    this.one = this::change;
  }

  private void change(int block, int worker) {
    int place = first + block;
    try {
      int sample = batches.sample(step, place);
      augmenters.get(worker).change(step, place, sample, batches.epoch(step, place), images);
    } catch (DataException e) {
      fail(place, e);
    }
  }

  /// Keeps the failure of the first image in the batch that has one, so that the message is the
  /// same for any number of threads.
  private synchronized void fail(int place, DataException e) {
    if (failure == null || place < failedAt) {
      failure = e;
      failedAt = place;
    }
  }

  /// Whether images are mixed with others of the batch, so that a part of it needs all.
  boolean mixes() {
    return mixes;
  }

  /// Changes some images of the batch of a step; all of them, if they are mixed.
  ///
  /// Fails with [DataException] if a custom augmentation does.
  ///
  /// @param from the place of the first image in the batch
  /// @param to the place behind the last one
  void apply(long now, int from, int to, float[] pixels, int[] labels, float[] targets) {
    if (!any) {
      return;
    }
    step = now;
    images = pixels;
    first = from;
    team.run(to - from, one);
    DataException thrown = failure;
    if (thrown != null) {
      failure = null;
      throw thrown;
    }
    augmenters.getFirst().mix(now, pixels, labels, targets);
  }
}
