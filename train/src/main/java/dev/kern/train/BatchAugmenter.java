package dev.kern.train;

import dev.kern.compile.BlockTask;
import dev.kern.compile.ThreadTeam;
import dev.kern.data.ImageShape;
import dev.kern.data.augment.Augmenter;
import java.util.List;
import java.util.stream.IntStream;

/// The random changes of a training's images, done by the team that computes: image by image, each
/// by whoever is free. A thread of its own would take as much time from that team, which has all
/// processors, and come in its way.
final class BatchAugmenter {
  private final ThreadTeam team;
  private final List<Augmenter> augmenters;
  private final boolean any;
  private final BlockTask one;
  private long step;
  private float[] images = {};

  /// The changes that a training asks for.
  BatchAugmenter(Training training, ImageShape shape, int classes, ThreadTeam team) {
    this.team = team;
    this.any = !training.augmentations().isEmpty();
    this.augmenters =
        IntStream.range(0, team.size())
            .mapToObj(_ -> Augmenter.of(training.augmentations(), shape, classes, training.seed()))
            .toList();
    this.one = (place, worker) -> augmenters.get(worker).change(step, place, images);
  }

  /// Changes the batch of a step.
  void apply(long now, float[] pixels, int[] labels, float[] targets) {
    if (!any) {
      return;
    }
    step = now;
    images = pixels;
    team.run(labels.length, one);
    augmenters.getFirst().mix(now, pixels, labels, targets);
  }
}
