package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.ReadAhead;
import dev.kern.data.Split;
import dev.kern.data.Targets;
import dev.kern.run.Plan;
import dev.kern.run.Session;

/// Training steps: each copies a batch into the plan and runs it. A step allocates nothing.
final class StepRunner {
  private final TrainingGraph graph;
  private final Plan plan;
  private final Batches batches;
  private final BatchAugmenter changes;
  private final StepInput batch;
  private float[] rate = {};

  StepRunner(TrainingGraph graph, Session session, Split train, Targets what, Training training) {
    this.graph = graph;
    this.plan = session.plan(graph.fetches());
    this.batches = training.batches(train);
    this.changes =
        new BatchAugmenter(
            training, batches, train.shape(), graph.logits().shape().last(), session.team());
    this.batch = new StepInput(graph, what);
  }

  /// Does a step; the loss of its batch before the weights moved.
  float run(long step) {
    batch.fill(step, batches, changes);
    batch.feed(plan);
    if (rate.length > 0) {
      plan.feed(graph.rate(), rate, 0);
    }
    plan.run();
    return plan.scalar(graph.loss());
  }

  /// Begins to read ahead of this step; close it after the last.
  ReadAhead readAhead(long step) {
    return ReadAhead.of(batches, step);
  }

  /// Gets a step's batch, and gives it.
  StepInput batch(long step) {
    batch.fill(step, batches, changes);
    return batch;
  }

  /// Takes the learning rate of each step from here, where it is a placeholder.
  void rate(float[] source) {
    rate = source;
  }

  /// How many images of the last batch were classified correctly before the weights moved.
  int correct() {
    return batch.correct(plan);
  }

  /// The epoch that a step ends, from 1; 0 if it ends none.
  long epochEndedBy(long step) {
    long ended = batches.epoch(step + 1);
    return ended > batches.epoch(step) ? ended : 0;
  }

  /// The part of the last batch that was classified correctly before the weights moved.
  double minibatchAccuracy() {
    return batch.accuracy(plan);
  }
}
