package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.metric.Metrics;
import dev.kern.run.Plan;

/// The images and labels of one step, as a plan takes them; used again for later steps.
final class StepInput {
  private final TrainingGraph graph;
  private final boolean mixes;
  private final float[] pixels;
  private final int[] labels;
  private final float[] targets;
  private final float[] scores;

  StepInput(TrainingGraph graph) {
    int images = graph.images().shape().extent(0);
    this.graph = graph;
    this.mixes = graph.mixes();
    this.pixels = new float[graph.images().shape().size()];
    this.labels = new int[images];
    this.targets = new float[graph.logits().shape().size()];
    this.scores = new float[graph.logits().shape().size()];
  }

  /// Takes the images of a step, and changes them.
  void fill(long step, Batches batches, BatchAugmenter changes) {
    batches.fill(step, pixels, labels);
    changes.apply(step, pixels, labels, targets);
  }

  /// Copies images and labels into a plan of the graph.
  void feed(Plan plan) {
    plan.feed(graph.images(), pixels, 0);
    if (mixes) {
      plan.feed(graph.labels(), targets, 0);
    } else {
      plan.feed(graph.labels(), labels, 0);
    }
  }

  /// The images, not a copy.
  float[] pixels() {
    return pixels;
  }

  /// The part that the plan, when it ran on this batch, classified correctly; of a mixed image the
  /// one that it was to begin with counts.
  double accuracy(Plan plan) {
    plan.fetch(graph.logits(), scores, 0);
    return Metrics.accuracy(scores, labels);
  }
}
