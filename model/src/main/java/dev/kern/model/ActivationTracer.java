package dev.kern.model;

import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Reshape;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import dev.kern.graph.Window;
import dev.kern.layer.Flatten;
import dev.kern.layer.Heads;
import dev.kern.layer.NamedLayer;
import dev.kern.layer.Nonlinearity;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Sends images through a network and says what each layer makes of them, and how a single number
/// comes about. Thread-safe; threads take turns.
public final class ActivationTracer {
  private final Model model;
  private final Variables variables;
  private final Node images;
  private final Node logits;
  private final Map<String, Node> shown;

  /// From the result of each layer that can be explained back to the op that looks at a window.
  private final Map<String, Deque<Node>> chains = new LinkedHashMap<>();

  private final Plan plan;

  /// A tracer over weights that don't change any more.
  ActivationTracer(Model model, Variables variables) {
    this.model = model;
    this.variables = variables;
    Graph graph = new Graph();
    images = model.images(graph, 1);
    logits = model.logits(Scope.inference(graph), images);
    shown = shown(model, results(graph), logits);
    shown.forEach((name, node) -> chain(node).ifPresent(chain -> chains.put(name, chain)));
    Set<Node> fetches = new LinkedHashSet<>(shown.values());
    fetches.add(logits);
    for (Deque<Node> chain : chains.values()) {
      fetches.addAll(chain);
      fetches.add(chain.getFirst().input(0));
    }
    fetches.remove(images);
    plan = Session.open(variables, Engine.VECTOR, 1).plan(fetches.toArray(Node[]::new));
  }

  /// A tracer of what a model has learned.
  public static ActivationTracer of(TrainedModel trained) {
    return new ActivationTracer(trained.model(), trained.variables());
  }

  /// The layers of a trace whose units can be explained: convolutions, pooling and dense layers.
  public List<String> explained() {
    return List.copyOf(chains.keySet());
  }

  /// What the layers make of an image.
  ///
  /// Fails with [IllegalArgumentException] if it has another size than the network takes.
  ///
  /// @param image `[height, width, channels]`, normalised as the training images were
  public synchronized ActivationTrace trace(float[] image) {
    run(image);
    List<ActivationTrace.Answer> answers = new ArrayList<>();
    shown.forEach((name, node) -> answers.add(new ActivationTrace.Answer(name, fetch(node))));
    return new ActivationTrace(
        0, answers, Estimate.of(model.targets(), fetch(logits).toArray(), 0, model.decision()));
  }

  /// How a number comes about that a layer makes of an image; nothing for layers that aren't
  /// [#explained], such as the sum of two branches.
  ///
  /// Fails with [IllegalArgumentException] if the image has another size than the network takes, or
  /// there is no such layer or unit.
  ///
  /// @param layer its name in the [ActivationTrace]
  /// @param row of the result; 0 for a dense layer
  /// @param column of the result; 0 for a dense layer
  /// @param channel the filter or unit
  public synchronized Optional<UnitTrace> unit(
      float[] image, String layer, int row, int column, int channel) {
    Node result = shown.get(layer);
    if (result == null) {
      throw new IllegalArgumentException(
          "no layer '%s'; there are '%s'".formatted(layer, String.join("', '", shown.keySet())));
    }
    Shape shape = result.shape();
    int rows = shape.rank() == 4 ? shape.extent(1) : 1;
    int columns = shape.rank() == 4 ? shape.extent(2) : 1;
    if (outside(row, rows) || outside(column, columns) || outside(channel, shape.last())) {
      throw new IllegalArgumentException(
          "no unit at row %d, column %d, channel %d of '%s', which has %d x %d x %d"
              .formatted(row, column, channel, layer, rows, columns, shape.last()));
    }
    Deque<Node> chain = chains.get(layer);
    if (chain == null) {
      return Optional.empty();
    }
    run(image);
    int unit = (row * columns + column) * shape.last() + channel;
    List<UnitTrace.Step> steps =
        chain.stream()
            .map(node -> new UnitTrace.Step(node.op().symbol(), fetch(node).toArray()[unit]))
            .toList();
    Node first = chain.getFirst();
    Node before = first.input(0);
    Tensor seen = before == images ? Tensor.of(extents(before), image) : fetch(before);
    return Optional.of(
        switch (first.op()) {
          case Conv2d(Window window, int groups) -> {
            Patch patch = Patch.at(seen, window, row, column);
            Variables.Slice filters = weights(first);
            int taken = filters.shape().extent(2);
            int group = channel / (shape.last() / groups);
            yield patch.trace(
                layer,
                patch.values(group * taken, taken),
                Optional.of(filter(filters, channel)),
                steps);
          }
          case Pool2d(_, Window window) -> {
            Patch patch = Patch.at(seen, window, row, column);
            yield patch.trace(layer, patch.values(channel, 1), Optional.empty(), steps);
          }
          default -> dense(layer, before, seen, weights(first), channel, steps);
        });
  }

  private static boolean outside(int index, int count) {
    return index < 0 || index >= count;
  }

  private void run(float[] image) {
    int size = model.image().size();
    if (image.length != size) {
      throw new IllegalArgumentException(
          "the network takes images of %s, which have %d numbers, given %d"
              .formatted(model.image(), size, image.length));
    }
    plan.feed(images, image, 0);
    plan.run();
  }

  private Variables.Slice weights(Node node) {
    return variables.slice(node.input(1).name());
  }

  /// The weights of one unit: those of its column, or its filter of a bank.
  private float[] weights(Variables.Slice all, int unit) {
    int units = all.shape().last();
    float[] own = new float[all.shape().size() / units];
    for (int i = 0; i < own.length; i++) {
      own[i] = variables.values()[all.at() + i * units + unit];
    }
    return own;
  }

  /// One filter of a bank, `[H, W, C]`.
  private Tensor filter(Variables.Slice bank, int filter) {
    Shape shape = bank.shape();
    return Tensor.of(
        Shape.of(shape.extent(0), shape.extent(1), shape.extent(2)), weights(bank, filter));
  }

  /// A unit that sees everything; what was flattened before it is shown as the image it was.
  private UnitTrace dense(
      String layer,
      Node before,
      Tensor seen,
      Variables.Slice matrix,
      int unit,
      List<UnitTrace.Step> steps) {
    float[] column = weights(matrix, unit);
    boolean flattened = before.op() instanceof Reshape && before.input(0).shape().rank() == 4;
    Shape shape = flattened ? extents(before.input(0)) : Shape.of(1, 1, column.length);
    return new UnitTrace(
        layer,
        Tensor.of(shape, seen.toArray()),
        0,
        0,
        1,
        Optional.of(Tensor.of(shape, column)),
        steps);
  }

  /// Where a window lies on the values before a layer.
  private record Patch(Tensor seen, Window window, int top, int left) {
    /// Where the window lies for a place of the result.
    static Patch at(Tensor seen, Window window, int row, int column) {
      return new Patch(
          seen,
          window,
          row * window.stride() - window.padTop(seen.shape().extent(0)),
          column * window.stride() - window.padLeft(seen.shape().extent(1)));
    }

    /// The window's values of some channels, 0 beyond the edges.
    Tensor values(int channel, int channels) {
      float[] all = seen.toArray();
      float[] some = new float[window.height() * window.width() * channels];
      Shape shape = seen.shape();
      int at = 0;
      for (int u = 0; u < window.height(); u++) {
        for (int v = 0; v < window.width(); v++) {
          int y = top + u * window.dilation();
          int x = left + v * window.dilation();
          boolean inside = !outside(y, shape.extent(0)) && !outside(x, shape.extent(1));
          for (int c = 0; c < channels; c++, at++) {
            some[at] = inside ? all[(y * shape.extent(1) + x) * shape.last() + channel + c] : 0;
          }
        }
      }
      return Tensor.of(Shape.of(window.height(), window.width(), channels), some);
    }

    UnitTrace trace(
        String layer, Tensor values, Optional<Tensor> weights, List<UnitTrace.Step> steps) {
      return new UnitTrace(layer, values, top, left, window.dilation(), weights, steps);
    }
  }

  /// The ops from the one that looks at a window to a layer's result, if it is such a layer.
  private static Optional<Deque<Node>> chain(Node result) {
    Deque<Node> chain = new ArrayDeque<>();
    Node node = result;
    while (node.op() instanceof Activate
        || node.op() instanceof AddBias
        || node.op() instanceof Normalize) {
      chain.addFirst(node);
      node = node.input(0);
    }
    chain.addFirst(node);
    boolean weighs = node.op() instanceof Conv2d || node.op().equals(new MatMul(false, false));
    return node.op() instanceof Pool2d || (weighs && node.input(1).op() instanceof Variable)
        ? Optional.of(chain)
        : Optional.empty();
  }

  /// The result of each layer, by its name. Layers name what they build after themselves, and build
  /// their result last; one that does nothing, such as dropout, has none.
  private static Map<String, Node> results(Graph graph) {
    Map<String, Node> results = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Variable || node.op() instanceof Placeholder)) {
        results.put(node.name().split("/", 2)[0], node);
      }
    }
    return results;
  }

  /// The results worth showing: not what is flattened, which is the same as before, and not what an
  /// activation is yet to be applied to; of heads the row of each.
  private static Map<String, Node> shown(Model model, Map<String, Node> results, Node logits) {
    List<NamedLayer> layers = model.network().namedLayers();
    Map<String, Node> shown = new LinkedHashMap<>();
    String before = "";
    for (int i = 0; i < layers.size(); i++) {
      String name = layers.get(i).name();
      Node result = results.get(name);
      if (result == null || layers.get(i).layer() instanceof Flatten) {
        continue;
      }
      if (i + 1 < layers.size() && layers.get(i + 1).layer() instanceof Nonlinearity) {
        before = before + name + ", ";
        continue;
      }
      if (layers.get(i).layer() instanceof Heads(var heads)) {
        for (int h = 0; h < heads.size(); h++) {
          shown.put(name + "/" + heads.get(h).name(), logits.input(h));
        }
      } else {
        shown.put(before + name, result);
      }
      before = "";
    }
    return shown;
  }

  private Tensor fetch(Node node) {
    float[] values = new float[node.shape().size()];
    plan.fetch(node, values, 0);
    return Tensor.of(extents(node), values);
  }

  /// A node's extents for one image.
  private static Shape extents(Node node) {
    Shape shape = node.shape();
    return shape.rank() == 4
        ? Shape.of(shape.extent(1), shape.extent(2), shape.extent(3))
        : Shape.of(shape.size());
  }
}
