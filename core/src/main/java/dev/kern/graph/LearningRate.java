package dev.kern.graph;

import java.util.List;

/// The learning rate of the current step, a scalar.
///
/// @param schedule the rate as a function of the session's step counter
public record LearningRate(ScheduledRate schedule) implements Op {
  /// A node with the rate of `schedule` at the current step.
  public static Node of(Graph graph, ScheduledRate schedule) {
    return graph.add(new LearningRate(schedule));
  }

  @Override
  public String symbol() {
    return "learning_rate";
  }

  @Override
  public String attributes() {
    return schedule.toString();
  }

  @Override
  public List<String> roles() {
    return List.of();
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(0);
    return Shape.scalar();
  }
}
