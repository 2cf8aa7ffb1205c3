package dev.kern.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A network as data: an append-only list of nodes, each an op applied to earlier ones.
///
/// The nodes can be computed in the order of the list. A shape mismatch is reported as soon as the
/// node is created, by a [ShapeException] that points to it.
///
/// The text form has a line per node:
///
/// ```
/// %3 = variable "conv1/weights"                                        : f32[5, 5, 1, 16]
/// %5 = conv2d %0 %3 {window: 5, stride: 2, same}                       : f32[16, 14, 14, 16]
/// ```
public final class Graph {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Node> byName = new HashMap<>();
  private List<Node> outputs = List.of();
  private String scope = "";
  private boolean frozen;

  /// An empty graph.
  public Graph() {}

  /// A float input, fed for every run.
  public Node placeholder(String name, Shape shape) {
    return placeholder(name, DType.F32, shape);
  }

  /// An input, fed for every run.
  public Node placeholder(String name, DType type, Shape shape) {
    return add(name, new Placeholder(type, shape));
  }

  /// A fixed tensor.
  public Node constant(Tensor value) {
    return add("constant", new Constant(value));
  }

  /// A trainable tensor. If the name exists, returns the existing variable, so that two models in
  /// one graph share their weights.
  ///
  /// Fails with [IllegalArgumentException] if the existing one has another shape.
  public Node variable(String name, Shape shape, Initializer initializer) {
    return variable(name, new Variable(shape, initializer, !frozen));
  }

  /// A variable that isn't trained by gradient, such as the moving averages of batch normalisation.
  public Node state(String name, Shape shape, Initializer initializer) {
    return variable(name, new Variable(shape, initializer, false));
  }

  private Node variable(String name, Variable variable) {
    Node existing = byName.get(scope + name);
    if (existing == null) {
      return add(name, variable);
    }
    if (existing.op() instanceof Variable && existing.shape().equals(variable.shape())) {
      return existing;
    }
    throw new IllegalArgumentException(
        "the graph already has %s '%s' of shape %s; give the new variable of shape %s another name"
            .formatted(
                existing.op().symbol(), existing.name(), existing.shape(), variable.shape()));
  }

  /// Appends `op` applied to `inputs`, named after the op.
  ///
  /// Fails with [ShapeException] if the inputs' shapes do not fit.
  public Node add(Op op, Node... inputs) {
    return add(op.symbol(), op, inputs);
  }

  /// Appends `op` applied to `inputs` under a name, prefixed with the current scope and, if it is
  /// taken, followed by a number.
  ///
  /// Fails with [ShapeException] if the inputs' shapes do not fit.
  public Node add(String name, Op op, Node... inputs) {
    for (Node input : inputs) {
      if (input.graph() != this) {
        throw new IllegalArgumentException(
            "%s: input '%s' belongs to another graph; build both in one graph"
                .formatted(op.symbol(), input.name()));
      }
    }
    List<Node> arguments = List.of(inputs);
    String unique = unique(scope + name);
    Shape shape = op.infer(new ShapeContext(op, unique, arguments));
    Node node = new Node(this, nodes.size(), unique, op, arguments, shape);
    nodes.add(node);
    byName.put(unique, node);
    return node;
  }

  private String unique(String name) {
    String candidate = name;
    for (int n = 1; byName.containsKey(candidate); n++) {
      candidate = name + "_" + n;
    }
    return candidate;
  }

  /// Prefixes the names of all nodes created until the scope is closed with `name/`, or with
  /// nothing if the name is empty.
  public NameScope scope(String name) {
    String outer = scope;
    scope = name.isEmpty() ? outer : outer + name + "/";
    return () -> scope = outer;
  }

  /// Freezes all variables created until the scope is closed, as [#state] does: training doesn't
  /// change them and computes no gradients for them.
  public NameScope frozen() {
    boolean outer = frozen;
    frozen = true;
    return () -> frozen = outer;
  }

  /// An open scope; closing it restores the outer one.
  public interface NameScope extends AutoCloseable {
    @Override
    void close();
  }

  /// Marks the nodes whose values are wanted, in order.
  public Graph outputs(List<Node> wanted) {
    outputs = List.copyOf(wanted);
    return this;
  }

  /// The nodes whose values are wanted; none unless set by [#outputs(List)].
  public List<Node> outputs() {
    return outputs;
  }

  /// All nodes, in an order in which they can be computed.
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /// The variables, trainable or not, in the order in which they were created.
  public List<Node> variables() {
    return nodes.stream().filter(n -> n.op() instanceof Variable).toList();
  }

  /// The variables that training changes by gradient.
  public List<Node> trainable() {
    return nodes.stream().filter(n -> n.op() instanceof Variable v && v.trainable()).toList();
  }

  /// The nodes that change variables when they run, in the order in which they were created:
  /// `Minimize`, and the moving averages of batch normalisation. A training step must fetch them
  /// all.
  ///
  /// ```java
  /// Plan plan = session.plan(Group.of(graph.effects()), loss);
  /// ```
  public List<Node> effects() {
    return nodes.stream().filter(n -> n.op().isEffect()).toList();
  }

  /// The weights: the trainable variables of rank 2 and more, such as filters and matrices, but not
  /// biases.
  public List<Node> weights() {
    return trainable().stream().filter(n -> n.shape().rank() > 1).toList();
  }

  /// Half the sum of the squares of `tensors`, a scalar. L2 regularisation adds a multiple of it to
  /// the loss.
  ///
  /// ```java
  /// Node loss = Add.of(error, Scale.of(graph.l2(graph.weights()), 0.001));
  /// ```
  ///
  /// Fails with [IllegalArgumentException] if the list is empty.
  public Node l2(List<Node> tensors) {
    return tensors.stream()
        .map(L2Loss::of)
        .reduce(Add::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "l2 takes one or more tensors, given none; graph.weights() has the weights"));
  }

  /// The node of this name.
  public Optional<Node> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// The text form: a line per node, then the outputs.
  @Override
  public String toString() {
    String lines = nodes.stream().map(n -> n + "\n").collect(Collectors.joining());
    String wanted = outputs.stream().map(n -> " %" + n.id()).collect(Collectors.joining());
    return lines + (wanted.isEmpty() ? "" : "return" + wanted + "\n");
  }

  /// The nodes of `roots` and everything they are computed from, in order.
  public static List<Node> reachable(Node... roots) {
    if (roots.length == 0) {
      return List.of();
    }
    boolean[] seen = new boolean[roots[0].graph().nodes.size()];
    Arrays.stream(roots).forEach(r -> seen[r.id()] = true);
    List<Node> all = roots[0].graph().nodes;
    for (int i = seen.length - 1; i >= 0; i--) {
      if (seen[i]) {
        all.get(i).inputs().forEach(input -> seen[input.id()] = true);
      }
    }
    return all.stream().filter(n -> n.id() < seen.length && seen[n.id()]).toList();
  }
}
