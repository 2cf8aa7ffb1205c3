package dev.kern.train;

import dev.kern.graph.Node;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.List;

/// A training step in two halves: gradients into a flat array, then the move along them. Neither
/// allocates.
final class TrainStepHalves {
  private final TrainStepGraph.Backward backward;
  private final TrainStepGraph.Moving moving;
  private final Plan gradientPlan;
  private final Plan updatePlan;
  private final int[] at;
  private final float[] gradients;
  private final float[] one;

  TrainStepHalves(TrainStepGraph graph, Session session) {
    Variables variables = session.variables();
    backward = graph.backward();
    moving = graph.update(backward.variables(), List.of());
    gradientPlan = session.plan(backward.fetches());
    updatePlan = session.plan(moving.step());
    List<Node> moved = backward.variables();
    at = moved.stream().mapToInt(v -> variables.slice(v.name()).at()).toArray();
    gradients = new float[variables.values().length];
    one = new float[moved.stream().mapToInt(v -> v.shape().size()).max().orElse(0)];
  }

  /// The plan of the first half, to be fed and read.
  Plan plan() {
    return gradientPlan;
  }

  /// The graph of the first half.
  TrainStepGraph.Backward graph() {
    return backward;
  }

  /// Computes the gradients of what the plan was fed with, in the place of those that are there or
  /// added to them; gives the loss.
  float gradients(boolean add) {
    gradientPlan.run();
    for (int i = 0; i < at.length; i++) {
      Node gradient = backward.gradients().get(i);
      if (add) {
        gradientPlan.fetch(gradient, one, 0);
        for (int k = 0, from = at[i], size = gradient.shape().size(); k < size; k++) {
          gradients[from + k] += one[k];
        }
      } else {
        gradientPlan.fetch(gradient, gradients, at[i]);
      }
    }
    return gradientPlan.scalar(backward.loss());
  }

  /// The gradients, laid out as the variables; not a copy.
  float[] array() {
    return gradients;
  }

  /// Moves the variables along gradients that are laid out alike.
  void update(float[] along, float[] rate) {
    for (int i = 0; i < at.length; i++) {
      updatePlan.feed(moving.gradients().get(i), along, at[i]);
    }
    updatePlan.feed(moving.rate(), rate);
    updatePlan.run();
  }
}
