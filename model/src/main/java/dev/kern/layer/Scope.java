package dev.kern.layer;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Op;
import dev.kern.graph.ShapeContext;
import dev.kern.graph.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where layers are built: a graph, for training or for inference, and names for what comes.
///
/// The second convolution's variables are named `conv2/weights` and `conv2/biases`; layers inside
/// of another stand behind its name: `add1/branch2/conv1/weights`.
public final class Scope {
  private final Graph graph;
  private final String name;
  private final boolean training;
  private final boolean dropping;
  private final Map<String, Integer> counts = new HashMap<>();

  private Scope(Graph graph, String name, boolean training, boolean dropping) {
    this.graph = graph;
    this.name = name;
    this.training = training;
    this.dropping = dropping;
  }

  /// For training: dropout drops, batch normalisation takes the statistics of the batch.
  public static Scope training(Graph graph) {
    return new Scope(graph, "", true, true);
  }

  /// For inference: dropout does nothing, batch normalisation takes what it has learned.
  public static Scope inference(Graph graph) {
    return new Scope(graph, "", false, false);
  }

  /// The same, but dropout drops: the notebook's mistake, which scores its third network by a
  /// thinned one.
  public Scope withDropout() {
    return new Scope(graph, name, training, true);
  }

  /// The graph that layers append to.
  public Graph graph() {
    return graph;
  }

  /// The name of the layer that is being built; empty outside of layers.
  public String name() {
    return name;
  }

  /// Whether the graph will be trained.
  public boolean training() {
    return training;
  }

  /// Whether dropout drops.
  public boolean dropping() {
    return dropping;
  }

  /// Builds a layer under the next free name of its kind.
  Node add(Layer layer, Node x) {
    String own = layer.kind() + counts.merge(layer.kind(), 1, Integer::sum);
    try (var _ = graph.scope(own)) {
      return layer.build(inner(own), x);
    }
  }

  /// Builds layers one after the other.
  Node addAll(List<Layer> layers, Node x) {
    Node y = x;
    for (Layer layer : layers) {
      y = add(layer, y);
    }
    return y;
  }

  /// Builds branches side by side.
  List<Node> branches(List<Branch> branches, Node x) {
    List<Node> parts = new ArrayList<>();
    for (Branch branch : branches) {
      String own = "branch" + (parts.size() + 1);
      try (var _ = graph.scope(own)) {
        parts.add(inner(own).addAll(branch.layers(), x));
      }
    }
    return parts;
  }

  /// Builds layers one after the other behind a name.
  Node named(String own, List<Layer> layers, Node x) {
    try (var _ = graph.scope(own)) {
      return inner(own).addAll(layers, x);
    }
  }

  private Scope inner(String own) {
    return new Scope(graph, name.isEmpty() ? own : name + "/" + own, training, dropping);
  }

  /// Refuses what is no batch of images.
  void expectImages(Layer layer, Op op, Node x) {
    if (x.shape().rank() != 4) {
      throw misfit(
          op,
          List.of(x),
          "%s needs images [N, H, W, C], given rows [N, K]".formatted(layer.kind()),
          "put " + layer.kind() + " before flatten(), dense(...) and globalAveragePool()");
    }
  }

  /// Refuses what is no row of numbers per sample.
  void expectRows(Layer layer, Op op, Node x) {
    if (x.shape().rank() != 2) {
      throw misfit(
          op,
          List.of(x),
          "%s needs rows [N, K], given images".formatted(layer.kind()),
          "put flatten() or globalAveragePool() before it");
    }
  }

  /// The error for an op of the layer that is being built.
  ShapeException misfit(Op op, List<Node> inputs, String problem, String fix) {
    return new ShapeContext(op, name, inputs).fail(problem, fix);
  }
}
