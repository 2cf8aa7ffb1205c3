package dev.kern.train;

import dev.kern.graph.Node;
import dev.kern.graph.ScheduledRate;
import dev.kern.math.Bounds;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import java.util.List;
import java.util.Optional;

/// Settings of a [TrainStep] that lowers a custom loss. Used by one thread.
public final class TrainStepBuilder {
  private final Node loss;
  private final Optimizer optimizer;
  private ScheduledRate schedule;
  private long seed = 1;
  private int threads = Runtime.getRuntime().availableProcessors();
  private Engine engine = Engine.VECTOR;
  private double clipNorm;
  private List<Node> values = List.of();

  TrainStepBuilder(Node loss, Optimizer optimizer) {
    this.loss = loss;
    this.optimizer = optimizer;
    this.schedule = ScheduledRate.constant(optimizer.learningRate());
  }

  /// What all randomness comes from: first weights and dropout; 1 by default.
  public TrainStepBuilder seed(long number) {
    seed = number;
    return this;
  }

  /// On how many threads; all processors by default. The results are the same for any number.
  public TrainStepBuilder threads(int count) {
    Bounds.atLeastOne(count, "threads");
    threads = count;
    return this;
  }

  /// What computes; vector loops by default.
  public TrainStepBuilder engine(Engine other) {
    engine = other;
    return this;
  }

  /// The learning rate as a function of the step; the optimiser's by default.
  public TrainStepBuilder schedule(ScheduledRate other) {
    schedule = other;
    return this;
  }

  /// Scales the gradients of all variables together down to this norm, above 0; no bound by
  /// default.
  public TrainStepBuilder clipNorm(double norm) {
    Bounds.positive(norm, "clip norm");
    clipNorm = norm;
    return this;
  }

  /// Has nodes of the loss's graph computed in each step, for [TrainStep#fetch].
  public TrainStepBuilder fetch(Node... nodes) {
    values = List.of(nodes);
    return this;
  }

  /// The step, with first weights.
  ///
  /// Fails as [TrainStep#of(Node, Optimizer)] does.
  public TrainStep build() {
    return new TrainStep(
        Optional.empty(),
        TrainStepGraph.of(loss, values, optimizer, clipNorm),
        values,
        new TrainStepFeed(loss, values),
        new TrainStep.Settings(engine, threads, seed, schedule));
  }
}
