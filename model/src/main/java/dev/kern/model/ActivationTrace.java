package dev.kern.model;

import dev.kern.data.Split;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Shape;
import dev.kern.graph.Softmax;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import dev.kern.layer.Flatten;
import dev.kern.layer.NamedLayer;
import dev.kern.layer.Nonlinearity;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One image on its way through a network.
///
/// @param image its place in the split
/// @param label the index of its class
/// @param answers what the layers make of it, in order
/// @param probabilities of each class, in the end
public record ActivationTrace(int image, int label, List<Answer> answers, Tensor probabilities) {
  /// What a layer makes of the image.
  ///
  /// @param layer the layer's name, with that of the activation right behind it
  /// @param values `[H, W, C]`, or `[units]`
  public record Answer(String layer, Tensor values) {}

  /// Copies the list.
  public ActivationTrace {
    answers = List.copyOf(answers);
  }

  /// Sends an image of a split through the network.
  public static ActivationTrace of(TrainedModel trained, Split split, int image) {
    Model model = trained.model();
    Graph graph = new Graph();
    Node images =
        graph.placeholder(
            "images",
            Shape.of(1, model.image().height(), model.image().width(), model.image().channels()));
    Node logits = model.network().build(graph, images, false);
    Map<String, Node> shown = shown(model, results(graph));
    List<Node> fetches = new ArrayList<>(shown.values());
    Node probabilities = Softmax.of(logits);
    fetches.add(probabilities);
    Variables variables = Variables.of(graph);
    trained.weights().forEach(variables::set);
    try (Session session = Session.open(variables, Engine.VECTOR, 1)) {
      Plan plan = session.plan(fetches.toArray(Node[]::new));
      float[] pixels = new float[model.image().size()];
      split.pixels(image, pixels, 0);
      plan.feed(images, pixels, 0);
      plan.run();
      List<Answer> answers = new ArrayList<>();
      shown.forEach((name, node) -> answers.add(new Answer(name, fetch(plan, node))));
      return new ActivationTrace(image, split.label(image), answers, fetch(plan, probabilities));
    }
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
  /// activation is yet to be applied to.
  private static Map<String, Node> shown(Model model, Map<String, Node> results) {
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
      shown.put(before + name, result);
      before = "";
    }
    return shown;
  }

  private static Tensor fetch(Plan plan, Node node) {
    float[] values = new float[node.shape().size()];
    plan.fetch(node, values, 0);
    int[] extents = node.shape().toArray();
    Shape shape =
        extents.length == 4
            ? Shape.of(extents[1], extents[2], extents[3])
            : Shape.of(node.shape().size());
    return Tensor.of(shape, values);
  }
}
