package dev.kern.compile;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies the nodes that a graph's outputs need into a new graph, replacing some of them.
final class Rewrite {
  private final Graph into = new Graph();
  private final Map<Node, Node> images = new HashMap<>();

  /// Decides what replaces a node.
  interface Rule {
    /// The node of the new graph that stands for `node`, or null to copy it.
    @Nullable Node replace(Node node, Rewrite rewrite);
  }

  private Rewrite() {}

  /// The graph with `rule` applied to every node, inputs first.
  static Graph of(Graph graph, Rule rule) {
    return of(graph.outputs(), rule);
  }

  /// A graph of the nodes that `outputs`, nodes of one graph, need, with `rule` applied to every
  /// node, inputs first.
  static Graph of(List<Node> outputs, Rule rule) {
    Rewrite rewrite = new Rewrite();
    for (Node node : Graph.reachable(outputs.toArray(Node[]::new))) {
      Node image = rule.replace(node, rewrite);
      rewrite.images.put(node, image == null ? rewrite.copy(node) : image);
    }
    return rewrite.into.outputs(outputs.stream().map(rewrite::image).toList());
  }

  /// The new graph.
  Graph graph() {
    return into;
  }

  /// The node of the new graph that stands for an earlier node.
  Node image(Node node) {
    Node image = images.get(node);
    if (image == null) {
      throw new IllegalStateException("'" + node.name() + "' is used before it is rewritten");
    }
    return image;
  }

  /// The nodes of the new graph that stand for the inputs of a node.
  Node[] inputs(Node node) {
    return node.inputs().stream().map(this::image).toArray(Node[]::new);
  }

  private Node copy(Node node) {
    return into.add(node.name(), node.op(), inputs(node));
  }

  /// The nodes that use each node of a graph.
  static Map<Node, List<Node>> users(Graph graph) {
    Map<Node, List<Node>> users = new HashMap<>();
    for (Node node : graph.nodes()) {
      for (Node input : node.inputs()) {
        users.computeIfAbsent(input, n -> new ArrayList<>()).add(node);
      }
    }
    return users;
  }
}
