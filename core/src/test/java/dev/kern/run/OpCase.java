package dev.kern.run;

import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import java.util.function.Function;

/// An op, or a few that the compiler treats as one, applied to inputs of certain shapes.
///
/// @param name what the case is about
/// @param result builds the op in a graph of inputs
record OpCase(String name, Function<Inputs, Node> result) {
  /// Where a case takes its inputs from.
  record Inputs(Graph graph) {
    /// A trainable tensor of random numbers.
    Node any(int... extents) {
      return graph.variable(name(), Shape.of(extents), Initializer.truncatedNormal(1));
    }

    /// A tensor of statistics: random numbers that no gradient is asked for.
    Node fixed(int... extents) {
      return graph.state(name(), Shape.of(extents), Initializer.truncatedNormal(1));
    }

    /// A tensor of one positive number, that no gradient is asked for.
    Node positive(int... extents) {
      return graph.state(name(), Shape.of(extents), Initializer.constant(0.7));
    }

    /// Class labels, fed as 0, 1, 2, ...
    Node labels(int count) {
      return graph.placeholder("labels", DType.I32, Shape.of(count));
    }

    private String name() {
      return "x" + graph.variables().size();
    }
  }

  /// The case's result in a graph of its own.
  Node build() {
    return result.apply(new Inputs(new Graph()));
  }

  @Override
  public String toString() {
    return name;
  }
}
