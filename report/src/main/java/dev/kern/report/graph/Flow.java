package dev.kern.report.graph;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.OptimizerSlot;
import dev.kern.graph.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// To which part of a step each node of a graph belongs, and in which row it stands.
///
/// The forward pass runs down, the backward pass runs up beside it, and either is stretched so that
/// an op and its gradient are about level.
///
/// What would be tied to every update is left out: the learning rate, the updated variable, and the
/// group of all updates.
final class Flow {
  private final List<Node> nodes;
  private final Part[] parts;
  private final int[] rows;
  private final List<List<Node>> users = new ArrayList<>();

  Flow(Graph graph) {
    List<Node> wanted = graph.outputs().isEmpty() ? graph.nodes() : graph.outputs();
    List<Node> all = Graph.reachable(wanted.toArray(Node[]::new));
    int count = graph.nodes().size();
    parts = parts(all, wanted, count);
    rows = new int[count];
    IntStream.range(0, count).forEach(_ -> users.add(new ArrayList<>()));
    all.forEach(node -> inputs(node).forEach(input -> users.get(input.id()).add(node)));
    nodes = all.stream().filter(this::isShown).toList();
    place();
  }

  private static Part[] parts(List<Node> all, List<Node> wanted, int count) {
    Part[] parts = new Part[count];
    List<Node> values = wanted.stream().filter(node -> !node.op().isEffect()).toList();
    List<Node> forward = Graph.reachable(values.toArray(Node[]::new));
    all.forEach(node -> parts[node.id()] = Part.BACKWARD);
    forward.forEach(node -> parts[node.id()] = Part.FORWARD);
    for (Node node : all) {
      if (node.op().isEffect()) {
        parts[node.id()] = Part.UPDATE;
      } else if (node.op() instanceof Variable || node.op() instanceof OptimizerSlot) {
        parts[node.id()] = Part.STATE;
      }
    }
    return parts;
  }

  /// Tied to nothing that is drawn, such as the learning rate: not worth a box.
  private boolean isShown(Node node) {
    return part(node) == Part.FORWARD || !inputs(node).isEmpty() || !users.get(node.id()).isEmpty();
  }

  /// The nodes that are drawn, inputs first.
  List<Node> nodes() {
    return nodes;
  }

  /// What a node is for.
  Part part(Node node) {
    return parts[node.id()];
  }

  /// The row of a node, from 0 at the top.
  int row(Node node) {
    return rows[node.id()];
  }

  /// The inputs of a node that lines lead from.
  List<Node> inputs(Node node) {
    return switch (part(node)) {
      case STATE -> List.of();
      case UPDATE ->
          node.inputs().stream()
              .filter(input -> part(input) == Part.FORWARD || part(input) == Part.BACKWARD)
              .filter(input -> !isLeaf(input))
              .distinct()
              .toList();
      case FORWARD, BACKWARD -> node.inputs().stream().distinct().toList();
    };
  }

  private static boolean isLeaf(Node node) {
    return node.inputs().isEmpty();
  }

  /// Places the backward pass above the loss, then the forward pass as low as its users allow; then
  /// both once more, with what is known by now of the other.
  private void place() {
    for (int round = 0; round < 2; round++) {
      boolean level = round > 0;
      of(Part.BACKWARD, node -> !isLeaf(node)).forEach(node -> set(node, above(node, level)));
      of(Part.BACKWARD, Flow::isLeaf)
          .forEach(leaf -> set(leaf, rowsOf(users(leaf, Part.BACKWARD)).max().orElse(0) + 1));
      of(Part.FORWARD, _ -> true).reversed().forEach(node -> set(node, before(node)));
    }
    of(Part.STATE, _ -> true)
        .forEach(
            node ->
                set(
                    node,
                    rowsOf(users(node, Part.FORWARD))
                        .min()
                        .orElseGet(() -> rowsOf(users(node, Part.BACKWARD)).max().orElse(0))));
    of(Part.UPDATE, _ -> true).forEach(node -> set(node, rowsOf(inputs(node)).min().orElse(0)));
    spread(Part.STATE);
    spread(Part.UPDATE);
    int top = rowsOf(nodes).min().orElse(0);
    nodes.forEach(node -> rows[node.id()] -= top);
  }

  /// Gives each node of a part a row of its own, near the one that it has.
  private void spread(Part part) {
    Set<Integer> taken = new HashSet<>();
    for (Node node : of(part, _ -> true)) {
      int row = row(node);
      for (int away = 1; !taken.add(row); away++) {
        row += away % 2 == 0 ? -away : away;
      }
      set(node, row);
    }
  }

  private List<Node> of(Part part, Predicate<Node> which) {
    return nodes.stream().filter(node -> part(node) == part && which.test(node)).toList();
  }

  private List<Node> users(Node node, Part part) {
    return users.get(node.id()).stream().filter(user -> part(user) == part).toList();
  }

  private void set(Node node, int row) {
    rows[node.id()] = row;
  }

  private IntStream rowsOf(List<Node> some) {
    return some.stream().mapToInt(this::row);
  }

  /// The row right above all of the forward pass that needs a node, and no lower than what needs it
  /// of the backward pass.
  private int before(Node node) {
    return IntStream.concat(
            rowsOf(users(node, Part.FORWARD)).map(row -> row - 1),
            rowsOf(users(node, Part.BACKWARD)))
        .min()
        .orElse(0);
  }

  /// The row right above all gradients that a node of the backward pass needs.
  ///
  /// @param level whether it is no lower than what it needs of the forward pass
  private int above(Node node, boolean level) {
    int gradients =
        node.inputs().stream()
            .filter(input -> part(input) == Part.BACKWARD && !isLeaf(input))
            .mapToInt(input -> row(input) - 1)
            .min()
            .orElse(0);
    int saved =
        node.inputs().stream()
            .filter(input -> level && part(input) == Part.FORWARD)
            .mapToInt(this::row)
            .max()
            .orElse(gradients);
    return Math.min(gradients, saved);
  }
}
