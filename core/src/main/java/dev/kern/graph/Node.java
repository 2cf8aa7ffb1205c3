package dev.kern.graph;

import java.util.List;
import java.util.stream.Collectors;

/// One op applied to earlier nodes of its graph. It stands for one tensor and has an index and a
/// name.
public final class Node {
  private final Graph graph;
  private final int id;
  private final String name;
  private final Op op;
  private final List<Node> inputs;
  private final Shape shape;

  Node(Graph graph, int id, String name, Op op, List<Node> inputs, Shape shape) {
    this.graph = graph;
    this.id = id;
    this.name = name;
    this.op = op;
    this.inputs = inputs;
    this.shape = shape;
  }

  /// The graph that this node belongs to.
  public Graph graph() {
    return graph;
  }

  /// The node's index in its graph; its inputs have smaller ones.
  public int id() {
    return id;
  }

  /// The node's name, unique in its graph, with `/` between scopes.
  public String name() {
    return name;
  }

  /// The scope that the node was created in: `conv1` for `conv1/weights`, empty outside any scope.
  public String scope() {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  /// The op that computes it.
  public Op op() {
    return op;
  }

  /// The nodes that it is computed from.
  public List<Node> inputs() {
    return inputs;
  }

  /// The `index`-th of [#inputs].
  public Node input(int index) {
    return inputs.get(index);
  }

  /// The result's extents.
  public Shape shape() {
    return shape;
  }

  /// The type of the result's elements.
  public DType type() {
    return op.type();
  }

  /// This node's line of the graph's text form.
  @Override
  public String toString() {
    String arguments = inputs.stream().map(n -> "%" + n.id).collect(Collectors.joining(" "));
    String attributes = op.attributes();
    String call =
        "%%%d = %s %s%s%s"
            .formatted(
                id,
                op.symbol(),
                named() ? '"' + name + '"' : "",
                arguments,
                attributes.isEmpty() ? "" : " {" + attributes + "}");
    return "%-68s : %s%s".formatted(call.stripTrailing(), type(), shape);
  }

  private boolean named() {
    return op instanceof Variable || op instanceof Placeholder;
  }

  /// Where this node comes from, as worded in error messages.
  String origin() {
    return named() ? op.symbol() + " '" + name + "'" : "from " + op.symbol() + " at '" + name + "'";
  }
}
