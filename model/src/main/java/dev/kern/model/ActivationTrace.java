package dev.kern.model;

import dev.kern.data.Split;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import dev.kern.layer.Flatten;
import dev.kern.layer.Heads;
import dev.kern.layer.NamedLayer;
import dev.kern.layer.Nonlinearity;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One image on its way through a network.
///
/// @param image its place in the split
/// @param answers what the layers make of it, in order
/// @param estimate what the network says in the end: the probability of each class, for instance
public record ActivationTrace(int image, List<Answer> answers, Estimate estimate) {
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
    Node images = model.images(graph, 1);
    Node logits = model.logits(Scope.inference(graph), images);
    Map<String, Node> shown = shown(model, results(graph), logits);
    Node[] fetches =
        Stream.concat(shown.values().stream(), Stream.of(logits)).distinct().toArray(Node[]::new);
    try (Session session = Session.open(trained.variables(graph), Engine.VECTOR, 1)) {
      Plan plan = session.plan(fetches);
      float[] pixels = new float[model.image().size()];
      split.pixels(image, pixels, 0);
      plan.feed(images, pixels, 0);
      plan.run();
      List<Answer> answers = new ArrayList<>();
      shown.forEach((name, node) -> answers.add(new Answer(name, fetch(plan, node))));
      float[] outputs = fetch(plan, logits).toArray();
      return new ActivationTrace(image, answers, Estimate.of(model.targets(), outputs, 0, 0.5));
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
