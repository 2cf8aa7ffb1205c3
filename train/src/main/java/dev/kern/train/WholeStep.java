package dev.kern.train;

import dev.kern.run.Plan;
import dev.kern.run.Session;

/// A step on the whole batch at once, by one plan.
final class WholeStep implements StepComputation {
  private final TrainingGraph graph;
  private final Plan plan;
  private final StepInput batch;
  private float[] rate = {};

  WholeStep(TrainingGraph graph, Session session, StepInput batch) {
    this.graph = graph;
    this.plan = session.plan(graph.fetches());
    this.batch = batch;
  }

  @Override
  public float run() {
    batch.feed(plan, 0);
    if (rate.length > 0) {
      plan.feed(graph.rate(), rate, 0);
    }
    plan.run();
    return plan.scalar(graph.loss());
  }

  @Override
  public void rate(float[] source) {
    rate = source;
  }

  @Override
  public int correct() {
    batch.take(plan, graph.logits(), 0);
    return batch.correct(0);
  }

  @Override
  public double accuracy() {
    batch.take(plan, graph.logits(), 0);
    return batch.accuracy(0, 1);
  }
}
