package dev.kern.model;

import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Pad;
import dev.kern.graph.Pool2d;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.List;
import java.util.Optional;

/// Shows where in an image a network sees what speaks for a class, or another of its outputs: a
/// gradient-weighted class activation map (Grad-CAM).
///
/// The map is taken at the last layer that the whole image goes through and whose result still has
/// rows and columns, pooling aside. A channel of that result weighs as much as the output grows
/// with it, on the mean over all places:
///
/// | tensor           | shape       |
/// |------------------|-------------|
/// | layer's result A | `[H, W, C]` |
/// | map              | `[H, W]`    |
///
/// `map[i,j] = max(0, sum over c of (mean over u,v of dY/dA[u,v,c]) * A[i,j,c])`
///
/// It says what the output is computed from, not whether that is right. Thread-safe; threads take
/// turns.
///
/// Source: Selvaraju et al. 2017, equations 1 and 2.
public final class ActivationMapper {
  private final Model model;
  private final Node images;
  private final Node chosen;
  private final Node result;
  private final Node gradient;
  private final Plan plan;

  private ActivationMapper(
      Model model, Variables variables, Graph graph, Node logits, Node result) {
    this.model = model;
    this.images = graph.nodes().getFirst();
    this.result = result;
    chosen = graph.placeholder("output", logits.shape());
    Node output = ReduceSum.of(Multiply.of(logits, chosen));
    gradient = Gradients.of(output, List.of(result)).getFirst();
    plan = Session.open(variables, Engine.VECTOR, 1).plan(result, gradient);
  }

  /// The maps of a model; empty if it has no layer with rows and columns, as one of dense layers
  /// alone.
  public static Optional<ActivationMapper> of(TrainedModel trained) {
    return of(trained.model(), trained.variables());
  }

  /// The maps of a model over weights that don't change any more.
  static Optional<ActivationMapper> of(Model model, Variables variables) {
    Graph graph = new Graph();
    Node logits = model.logits(Scope.inference(graph), model.images(graph, 1));
    return graph.nodes().reversed().stream()
        .filter(node -> isMap(node) && !goesPast(node, graph, logits))
        .findFirst()
        .map(result -> new ActivationMapper(model, variables, graph, logits, result));
  }

  private static boolean isMap(Node node) {
    Shape shape = node.shape();
    return shape.rank() == 4
        && shape.extent(0) == 1
        && shape.extent(1) * shape.extent(2) > 1
        && !node.inputs().isEmpty()
        && !(node.op() instanceof Pool2d || node.op() instanceof Pad);
  }

  /// Whether the logits depend on the images in a way that leaves out a node.
  private static boolean goesPast(Node node, Graph graph, Node logits) {
    boolean[] seen = new boolean[graph.nodes().size()];
    for (Node each : graph.nodes()) {
      seen[each.id()] =
          each.id() == 0
              || (each != node && each.inputs().stream().anyMatch(input -> seen[input.id()]));
    }
    return seen[logits.id()];
  }

  /// The name of the layer at which maps are taken, such as `relu3`.
  public String layer() {
    return result.name().split("/", 2)[0];
  }

  /// Where in an image the network sees what speaks for an output.
  ///
  /// Fails with [IllegalArgumentException] if the image has another size than the network takes, or
  /// there is no such output.
  ///
  /// @param image `[height, width, channels]`, normalised as the training images were
  /// @param output the place among all outputs: of a class, for instance
  public synchronized ActivationMap map(float[] image, int output) {
    if (image.length != model.image().size()) {
      throw new IllegalArgumentException(
          "the network takes images of %s, which have %d numbers, given %d"
              .formatted(model.image(), model.image().size(), image.length));
    }
    float[] one = new float[chosen.shape().size()];
    if (output < 0 || output >= one.length) {
      throw new IllegalArgumentException(
          "the network has the outputs 0 to %d, given %d".formatted(one.length - 1, output));
    }
    one[output] = 1;
    plan.feed(images, image, 0);
    plan.feed(chosen, one, 0);
    plan.run();
    return new ActivationMap(layer(), combined(plan.fetch(result), plan.fetch(gradient)));
  }

  private static Tensor combined(Tensor values, Tensor gradient) {
    Shape shape = values.shape();
    int channels = shape.last();
    int places = shape.extent(1) * shape.extent(2);
    double[] weights = new double[channels];
    for (int i = 0; i < places * channels; i++) {
      weights[i % channels] += gradient.at(i) / (double) places;
    }
    double[] map = new double[places];
    double greatest = 0;
    for (int place = 0; place < places; place++) {
      for (int c = 0; c < channels; c++) {
        map[place] += weights[c] * values.at(place * channels + c);
      }
      greatest = Math.max(greatest, map[place]);
    }
    float[] parts = new float[places];
    for (int place = 0; place < places && greatest > 0; place++) {
      parts[place] = (float) (Math.max(0, map[place]) / greatest);
    }
    return Tensor.of(Shape.of(shape.extent(1), shape.extent(2)), parts);
  }
}
