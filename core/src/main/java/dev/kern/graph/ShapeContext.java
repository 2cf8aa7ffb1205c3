package dev.kern.graph;

import java.util.List;

/// The op, name and inputs of a node to be created: what a shape rule inspects, and builds its
/// errors from.
///
/// @param op the op
/// @param name the name that the node will have
/// @param inputs what the op is applied to
public record ShapeContext(Op op, String name, List<Node> inputs) {
  /// The shape of an input.
  public Shape shape(int index) {
    return inputs.get(index).shape();
  }

  /// Fails if the number of inputs is wrong.
  public void expectInputs(int count) {
    if (inputs.size() != count) {
      throw fail("takes %d inputs, given %d".formatted(count, inputs.size()), "give " + count);
    }
  }

  /// Fails if an input has another rank.
  public void expectRank(int index, int rank, String meaning) {
    if (shape(index).rank() != rank) {
      throw fail(
          "%s has rank %d, expected %s".formatted(role(index), shape(index).rank(), meaning),
          "reshape it to " + meaning);
    }
  }

  /// Fails if two inputs differ in shape.
  public void expectSameShape(int first, int second) {
    if (!shape(first).equals(shape(second))) {
      throw fail(
          "%s and %s differ in shape".formatted(role(first), role(second)),
          "use %s of %s".formatted(role(second), shape(first)));
    }
  }

  /// Fails if an input has another shape.
  public void expectShape(int index, Shape expected) {
    if (!shape(index).equals(expected)) {
      throw fail(
          "%s is %s, expected %s".formatted(role(index), shape(index), expected),
          "use %s of %s".formatted(role(index), expected));
    }
  }

  /// The error for this call: what is wrong, every input, and how to fix it.
  public ShapeException fail(String problem, String fix) {
    return ShapeException.at(op.symbol(), name, op.roles(), inputs, problem, fix);
  }

  private String role(int index) {
    return ShapeException.role(op.roles(), index);
  }
}
