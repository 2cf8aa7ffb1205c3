package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.ReadAhead;
import dev.kern.data.Split;

/// Training steps: each gets a batch and computes it. A step allocates nothing.
final class StepRunner {
  private final StepComputation computation;
  private final Batches batches;
  private final BatchAugmenter changes;
  private final StepInput batch;

  /// @param train the images, as the network takes them
  StepRunner(RunContext context, Split train) {
    TrainingGraph graph = context.graph();
    this.batches = context.training().batches(train);
    this.changes =
        new BatchAugmenter(
            context.training(),
            batches,
            train.shape(),
            graph.logits().shape().last(),
            context.session().team());
    this.batch = new StepInput(graph, context.data().targets(), context.training().groups());
    this.computation =
        context.groups().isPresent()
            ? new GroupedStep(context, batch)
            : new WholeStep(graph, context.session(), batch);
  }

  /// Does a step; the loss of its batch before the weights moved.
  float run(long step) {
    batch.fill(step, batches, changes);
    return computation.run();
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

  /// Takes the learning rate of each step from here, where validation results decide about it.
  void rate(float[] source) {
    computation.rate(source);
  }

  /// How many images of the last batch were classified correctly before the weights moved.
  int correct() {
    return computation.correct();
  }

  /// The epoch that a step ends, from 1; 0 if it ends none.
  long epochEndedBy(long step) {
    long ended = batches.epoch(step + 1);
    return ended > batches.epoch(step) ? ended : 0;
  }

  /// The part of the last batch that was classified correctly before the weights moved.
  double minibatchAccuracy() {
    return computation.accuracy();
  }
}
