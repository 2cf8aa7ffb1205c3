package dev.kern.graph;

import java.util.List;

/// An op about to become a node: what its shape rule looks at, and complains with.
///
/// @param op the op
/// @param name the name that the node will have
/// @param inputs what the op is applied to
public record ShapeContext(Op op, String name, List<Node> inputs) {
  /// The shape of an input.
  public Shape shape(int index) {
    return inputs.get(index).shape();
  }

  /// Refuses a wrong number of inputs.
  public void expectInputs(int count) {
    if (inputs.size() != count) {
      throw fail("takes %d inputs, given %d".formatted(count, inputs.size()), "give " + count);
    }
  }

  /// Refuses an input of another rank.
  public void expectRank(int index, int rank, String meaning) {
    if (shape(index).rank() != rank) {
      throw fail(
          "%s has rank %d, expected %s".formatted(role(index), shape(index).rank(), meaning),
          "reshape it to " + meaning);
    }
  }

  /// Refuses two inputs of different shapes.
  public void expectSameShape(int first, int second) {
    if (!shape(first).equals(shape(second))) {
      throw fail(
          "%s and %s differ in shape".formatted(role(first), role(second)),
          "use %s of %s".formatted(role(second), shape(first)));
    }
  }

  /// Refuses an input of another shape.
  public void expectShape(int index, Shape expected) {
    if (!shape(index).equals(expected)) {
      throw fail(
          "%s is %s, expected %s".formatted(role(index), shape(index), expected),
          "use %s of %s".formatted(role(index), expected));
    }
  }

  /// The error for this call: what is wrong, every input, and how to fix it.
  public ShapeException fail(String problem, String fix) {
    StringBuilder text = new StringBuilder();
    text.append("%s at '%s': %s".formatted(op.symbol(), name, problem));
    int roles = 4;
    int shapes = 0;
    for (int i = 0; i < inputs.size(); i++) {
      roles = Math.max(roles, role(i).length());
      shapes = Math.max(shapes, typed(i).length());
    }
    String line = "%n  %-" + roles + "s  %-" + Math.max(1, shapes) + "s  %s";
    for (int i = 0; i < inputs.size(); i++) {
      text.append(line.formatted(role(i), typed(i), inputs.get(i).origin()));
    }
    text.append(("%n  %-" + roles + "s  %s").formatted("fix", fix));
    return new ShapeException(text.toString().replace(System.lineSeparator(), "\n"));
  }

  private String typed(int index) {
    return inputs.get(index).type().toString() + shape(index);
  }

  private String role(int index) {
    List<String> roles = op.roles();
    return index < roles.size() ? roles.get(index) : "input " + index;
  }
}
