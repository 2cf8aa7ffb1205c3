package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.Targets;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.metric.Metrics;
import dev.kern.metric.Scores;
import dev.kern.run.Plan;

/// The images and targets of one step, as a plan takes them; used again for later steps.
final class StepInput {
  private final TrainingGraph graph;
  private final Targets what;
  private final float[] pixels;
  private final int[] labels;
  private final float[] targets;
  private final float[] scores;

  /// @param what what there is to learn
  StepInput(TrainingGraph graph, Targets what) {
    this.what = what;
    int images = graph.images().shape().extent(0);
    this.graph = graph;
    this.pixels = new float[graph.images().shape().size()];
    this.labels = new int[images];
    this.targets = new float[graph.logits().shape().size()];
    this.scores = new float[graph.logits().shape().size()];
  }

  /// Takes the images of a step, and changes them.
  void fill(long step, Batches batches, BatchAugmenter changes) {
    batches.fill(step, pixels, labels, targets);
    changes.apply(step, pixels, labels, targets);
  }

  /// Copies images and targets into a plan of the graph.
  void feed(Plan plan) {
    feed(plan, graph.images(), graph.labels());
  }

  /// The same for a plan of another graph, which was made of this one: by the placeholders of the
  /// same names.
  void feed(Plan plan, Graph other) {
    feed(plan, named(other, graph.images()), named(other, graph.labels()));
  }

  private static Node named(Graph other, Node placeholder) {
    return other.find(placeholder.name()).orElseThrow();
  }

  private void feed(Plan plan, Node images, Node classes) {
    plan.feed(images, pixels, 0);
    if (graph.takesRows()) {
      plan.feed(classes, targets, 0);
    } else {
      plan.feed(classes, labels, 0);
    }
  }

  /// The images, not a copy.
  float[] pixels() {
    return pixels;
  }

  /// How many images the plan, when it ran on this batch, classified correctly; -1 for other
  /// targets than classes. Allocates nothing.
  int correct(Plan plan) {
    if (!what.areClasses()) {
      return -1;
    }
    plan.fetch(graph.logits(), scores, 0);
    int width = scores.length / labels.length;
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += Metrics.argmax(scores, i * width, width) == labels[i] ? 1 : 0;
    }
    return right;
  }

  /// The part that the plan, when it ran on this batch, classified correctly; of a mixed image the
  /// one that it was to begin with counts. As [dev.kern.model.Evaluation#accuracy] for other
  /// targets than classes.
  double accuracy(Plan plan) {
    if (what.areClasses()) {
      return (double) correct(plan) / labels.length;
    }
    plan.fetch(graph.logits(), scores, 0);
    return Scores.of(what, scores, targets, 0).accuracy();
  }
}
