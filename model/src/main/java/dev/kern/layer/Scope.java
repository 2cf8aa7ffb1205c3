package dev.kern.layer;

import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Op;
import dev.kern.graph.Shape;
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
  private static final String ROWS_FIX = "put flatten() or globalAveragePool() before it";

  private final Graph graph;
  private final String name;
  private final boolean training;
  private final boolean averaging;
  private final boolean dropping;
  private final Map<String, Integer> counts;

  private Scope(
      Graph graph,
      String name,
      boolean training,
      boolean averaging,
      boolean dropping,
      Map<String, Integer> counts) {
    this.graph = graph;
    this.name = name;
    this.training = training;
    this.averaging = averaging;
    this.dropping = dropping;
    this.counts = counts;
  }

  /// For training: dropout drops, batch normalisation takes the statistics of the batch.
  public static Scope training(Graph graph) {
    return new Scope(graph, "", true, true, true, new HashMap<>());
  }

  /// For inference: dropout does nothing, batch normalisation takes what it has learned.
  public static Scope inference(Graph graph) {
    return new Scope(graph, "", false, false, false, new HashMap<>());
  }

  /// The same, but dropout drops: the notebook's mistake, which scores its third network by a
  /// thinned one.
  public Scope withDropout() {
    return new Scope(graph, name, training, averaging, true, new HashMap<>());
  }

  /// The same, but batch normalisation takes the statistics that it has kept, and leaves them as
  /// they are: small batches of a fine-tuning tell less than what a model was trained on.
  public Scope withFrozenStatistics() {
    return new Scope(graph, name, training, false, dropping, new HashMap<>());
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

  /// Whether batch normalisation takes the statistics of the batch, and averages them.
  public boolean averaging() {
    return averaging;
  }

  /// Whether dropout drops.
  public boolean dropping() {
    return dropping;
  }

  /// A tensor that training changes by gradient, named after the layer that is being built:
  /// `twice1/weights`. The same layer in a graph for inference gets the same one. In frozen layers
  /// it is [#state].
  public Node variable(String own, Shape shape, Initializer initializer) {
    return graph.variable(own, shape, initializer);
  }

  /// A tensor that is kept with the weights, but that training does not change by gradient, such as
  /// the statistics of batch normalisation. An op such as `MovingAverage` or `Assign` may change
  /// it.
  public Node state(String own, Shape shape, Initializer initializer) {
    return graph.state(own, shape, initializer);
  }

  /// Builds a layer, applied to `x`, under the next free name of its kind.
  ///
  /// Fails with [ShapeException] if `x` has no shape that the layer takes.
  public Node add(Layer layer, Node x) {
    if (layer instanceof Frozen || layer instanceof Precomputed) {
      return layer.build(this, x);
    }
    String own = layer.kind() + counts.merge(layer.kind(), 1, Integer::sum);
    try (var _ = graph.scope(own)) {
      return layer.build(inner(own), x);
    }
  }

  /// Builds layers one after the other, the first applied to `x`.
  ///
  /// Fails with [ShapeException] if the layers do not fit one another or `x`.
  public Node addAll(List<Layer> layers, Node x) {
    Node y = x;
    for (Layer layer : layers) {
      y = add(layer, y);
    }
    return y;
  }

  /// Builds layers whose variables are not trainable, under the names that they would have anyway.
  Node addFrozen(List<Layer> layers, Node x) {
    try (var _ = graph.frozen()) {
      return new Scope(graph, name, false, false, false, counts).addAll(layers, x);
    }
  }

  /// Gives the next layers the names that they would have behind these.
  void skip(List<Layer> layers) {
    for (Layer layer : layers) {
      if (layer instanceof Frozen(var inner)) {
        skip(inner);
      } else {
        counts.merge(layer.kind(), 1, Integer::sum);
      }
    }
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
    String full = name.isEmpty() ? own : name + "/" + own;
    return new Scope(graph, full, training, averaging, dropping, new HashMap<>());
  }

  /// Refuses what is no batch of images, `[N, H, W, C]`.
  ///
  /// Fails with [ShapeException], whose message names the layer, the input and what to do.
  public void expectImages(Layer layer, Node x) {
    if (x.shape().rank() != 4) {
      throw misfit(layer, x, images(layer), imagesFix(layer));
    }
  }

  /// Refuses what is no row of numbers per image, `[N, K]`.
  ///
  /// Fails with [ShapeException], whose message names the layer, the input and what to do.
  public void expectRows(Layer layer, Node x) {
    if (x.shape().rank() != 2) {
      throw misfit(layer, x, rows(layer), ROWS_FIX);
    }
  }

  /// The error for a layer that can't be applied to `x`.
  ///
  /// @param problem what is wrong, such as `needs an even number of channels, given 3`
  /// @param fix what would be right
  public ShapeException misfit(Layer layer, Node x, String problem, String fix) {
    return ShapeException.at(layer.kind(), name, List.of("x"), List.of(x), problem, fix);
  }

  /// Refuses what is no batch of images.
  void expectImages(Layer layer, Op op, Node x) {
    if (x.shape().rank() != 4) {
      throw misfit(op, List.of(x), images(layer), imagesFix(layer));
    }
  }

  /// Refuses what is no row of numbers per sample.
  void expectRows(Layer layer, Op op, Node x) {
    if (x.shape().rank() != 2) {
      throw misfit(op, List.of(x), rows(layer), ROWS_FIX);
    }
  }

  private static String images(Layer layer) {
    return "%s needs images [N, H, W, C], given rows [N, K]".formatted(layer.kind());
  }

  private static String imagesFix(Layer layer) {
    return "put " + layer.kind() + " before flatten(), dense(...) and globalAveragePool()";
  }

  private static String rows(Layer layer) {
    return "%s needs rows [N, K], given images".formatted(layer.kind());
  }

  /// The error for an op of the layer that is being built.
  ShapeException misfit(Op op, List<Node> inputs, String problem, String fix) {
    return new ShapeContext(op, name, inputs).fail(problem, fix);
  }
}
