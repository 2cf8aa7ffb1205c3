package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.Targets;
import dev.kern.exchange.SumTree;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.metric.Metrics;
import dev.kern.metric.Scores;
import dev.kern.run.Plan;
import java.util.Arrays;

/// The images and targets of one step, as plans take them, and what the network said of them; used
/// again for later steps.
final class StepInput {
  private final TrainingGraph graph;
  private final Targets what;
  private final int groups;
  private final int size; // images in a group
  private final float[] pixels;
  private final int[] labels;
  private final float[] targets;
  private final float[] scores;

  /// @param graph the graph of a step, or of one group
  /// @param what what there is to learn
  /// @param groups how many groups the batch is cut into
  StepInput(TrainingGraph graph, Targets what, int groups) {
    this.graph = graph;
    this.what = what;
    this.groups = groups;
    this.size = graph.images().shape().extent(0);
    this.pixels = new float[Math.multiplyExact(groups, graph.images().shape().size())];
    this.labels = new int[groups * size];
    this.targets = new float[groups * graph.logits().shape().size()];
    this.scores = new float[groups * graph.logits().shape().size()];
  }

  /// Takes the images of a step, and changes them.
  ///
  /// @param share the groups that are needed
  void fill(long step, SumTree.Node share, Batches batches, BatchAugmenter changes) {
    boolean all = changes.mixes();
    int from = all ? 0 : share.from() * size;
    int to = all ? labels.length : share.to() * size;
    batches.fill(step, from, to, pixels, labels, targets);
    changes.apply(step, from, to, pixels, labels, targets);
  }

  /// Copies images and targets of a group into a plan of the graph.
  void feed(Plan plan, int group) {
    feed(plan, graph.images(), graph.labels(), group);
  }

  /// The placeholder of the images in a graph that was made of this one.
  Node images(Graph other) {
    return other.find(graph.images().name()).orElseThrow();
  }

  /// That of the labels.
  Node labels(Graph other) {
    return other.find(graph.labels().name()).orElseThrow();
  }

  /// The same for a plan of such a graph.
  void feed(Plan plan, Node images, Node classes, int group) {
    plan.feed(images, pixels, group * images.shape().size());
    if (graph.takesRows()) {
      plan.feed(classes, targets, group * classes.shape().size());
    } else {
      plan.feed(classes, labels, group * size);
    }
  }

  /// How many groups there are.
  int groups() {
    return groups;
  }

  /// How many images there are.
  int count() {
    return labels.length;
  }

  /// The images of a group, as a copy.
  float[] pixels(int group) {
    int length = graph.images().shape().size();
    return Arrays.copyOfRange(pixels, group * length, (group + 1) * length);
  }

  /// Whether there are classes to learn.
  boolean areClasses() {
    return what.areClasses();
  }

  /// Takes what a plan, when it ran on a group, said of it. Allocates nothing.
  void take(Plan plan, Node logits, int group) {
    plan.fetch(logits, scores, group * logits.shape().size());
  }

  /// How many images of a group were classified correctly, as far as was taken; -1 for other
  /// targets than classes. Allocates nothing.
  int correct(int group) {
    if (!what.areClasses()) {
      return -1;
    }
    int width = scores.length / labels.length;
    int right = 0;
    for (int i = group * size; i < (group + 1) * size; i++) {
      right += Metrics.argmax(scores, i * width, width) == labels[i] ? 1 : 0;
    }
    return right;
  }

  /// The part of some groups that was classified correctly; of a mixed image the one that it was to
  /// begin with counts. As [dev.kern.model.Evaluation#accuracy] for other targets than classes.
  double accuracy(int from, int to) {
    if (what.areClasses()) {
      int right = 0;
      for (int group = from; group < to; group++) {
        right += correct(group);
      }
      return (double) right / ((to - from) * size);
    }
    int width = scores.length / groups;
    return Scores.of(
            what,
            Arrays.copyOfRange(scores, from * width, to * width),
            Arrays.copyOfRange(targets, from * width, to * width),
            0)
        .accuracy();
  }
}
