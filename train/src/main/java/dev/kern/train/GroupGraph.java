package dev.kern.train;

import dev.kern.graph.Node;
import java.util.List;
import java.util.stream.Stream;

/// The graphs of a step whose batch is cut into groups: what each group gives, and how the
/// variables move along the mean of that.
///
/// @param backward the graph of a group's loss and gradients
/// @param moving the graph of the move
record GroupGraph(TrainStepGraph.Backward backward, TrainStepGraph.Moving moving) {
  /// @param group the graph of a step on one group
  static GroupGraph of(TrainingGraph group) {
    TrainStepGraph step = TrainStepGraph.of(group);
    TrainStepGraph.Backward backward = step.backward();
    return new GroupGraph(backward, step.update(backward.variables(), backward.averages()));
  }

  /// What a group gives: the gradients of its loss, then its mean and variance in each batch
  /// normalisation.
  List<Node> given() {
    return Stream.concat(
            backward.gradients().stream(),
            backward.averages().stream().map(average -> average.input(1)))
        .toList();
  }

  /// Where the move takes them, in the same order.
  List<Node> taken() {
    return Stream.concat(moving.gradients().stream(), moving.statistics().stream()).toList();
  }

  /// Everything that is computed of a group.
  Node[] fetches() {
    return Stream.concat(given().stream(), Stream.of(backward.loss(), logits()))
        .toArray(Node[]::new);
  }

  /// What the network says of a group.
  Node logits() {
    return backward.values().getFirst();
  }
}
