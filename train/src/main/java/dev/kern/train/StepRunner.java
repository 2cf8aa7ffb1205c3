package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.ReadAhead;
import dev.kern.data.Split;
import dev.kern.exchange.Exchange;
import dev.kern.exchange.SumTree;
import java.util.Optional;

/// Training steps: each gets a batch and computes it. A step allocates nothing.
final class StepRunner {
  private final StepComputation computation;
  private final Batches batches;
  private final BatchAugmenter changes;
  private final StepInput batch;
  private final SumTree.Node all;
  private final SumTree.Node share;

  /// @param train the images, as the network takes them
  /// @param ranks the processes that share the groups of each batch, if there are several
  StepRunner(RunContext context, Split train, Optional<Ranks> ranks) {
    TrainingGraph graph = context.graph();
    this.batches = context.training().batches(train);
    this.changes =
        new BatchAugmenter(
            context.training(),
            batches,
            train.shape(),
            graph.logits().shape().last(),
            context.session().team());
    SumTree tree = new SumTree(context.training().groups());
    this.all = tree.share(0, 1);
    this.share = ranks.map(own -> tree.share(own.rank(), own.count())).orElse(all);
    this.batch = new StepInput(graph, context.data().targets(), tree.groups());
    this.computation =
        context.groups().isPresent()
            ? new GroupedStep(context, batch, tree, share)
            : new WholeStep(graph, context.session(), batch);
  }

  /// Does a step; the loss of its batch before the weights moved.
  float run(long step) {
    batch.fill(step, share, batches, changes);
    return computation.run();
  }

  /// Begins to read ahead of this step; close it after the last.
  ReadAhead readAhead(long step) {
    return ReadAhead.of(batches, step);
  }

  /// Gets a step's whole batch, and gives it.
  StepInput batch(long step) {
    batch.fill(step, all, batches, changes);
    return batch;
  }

  /// Waits for the other ranks, and shares the steps from now on with them; close it after the
  /// last.
  ///
  /// Fails with `ExchangeException` if one doesn't come, or on other terms.
  Exchange join(Ranks ranks, String terms) {
    return ((GroupedStep) computation).join(ranks, terms);
  }

  /// Tells the other ranks with the next step what this one was asked for.
  void ask(boolean interrupt, boolean end) {
    if (computation instanceof GroupedStep step) {
      step.ask(interrupt, end);
    }
  }

  /// Whether a rank was asked to interrupt the run before the last step.
  boolean interrupts() {
    return computation instanceof GroupedStep step && step.interrupts();
  }

  /// Whether a rank was asked to end the run before the last step.
  boolean ends() {
    return computation instanceof GroupedStep step && step.ends();
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
