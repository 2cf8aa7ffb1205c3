package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.Split;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.train.metric.Metrics;

/// Training steps: each copies a batch into the plan and runs it. A step allocates nothing.
final class Steps {
  private final TrainingGraph graph;
  private final Plan plan;
  private final Batches batches;
  private final float[] pixels;
  private final int[] labels;
  private final float[] scores;
  private float[] rate = {};

  Steps(TrainingGraph graph, Session session, Split train, Training training) {
    this.graph = graph;
    this.plan = session.plan(graph.fetches());
    this.batches = training.order().of(train, training.batch(), training.seed());
    this.pixels = new float[graph.images().shape().size()];
    this.labels = new int[training.batch()];
    this.scores = new float[graph.logits().shape().size()];
  }

  /// Does a step; the loss of its batch before the weights moved.
  float run(long step) {
    batches.fill(step, pixels, labels);
    plan.feed(graph.images(), pixels, 0);
    plan.feed(graph.labels(), labels, 0);
    if (rate.length > 0) {
      plan.feed(graph.rate(), rate, 0);
    }
    plan.run();
    return plan.scalar(graph.loss());
  }

  /// Takes the learning rate of each step from here, where it is a placeholder.
  void rate(float[] source) {
    rate = source;
  }

  /// The part of the last batch that was classified correctly before the weights moved.
  double minibatchAccuracy() {
    plan.fetch(graph.logits(), scores, 0);
    return Metrics.accuracy(scores, labels);
  }
}
