package dev.kern.bench;

import dev.kern.data.ImageShape;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.math.Randomness;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Variables;
import dev.kern.train.notebook.Preset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What frameworks that read models are given.
final class Models {
  /// The extents of the notebook's images.
  static final Shape IMAGE = Shape.of(Topology.SIDE, Topology.SIDE, 1);

  private Models() {}

  /// The notebook's network of a job.
  static Network network(Job job) {
    return Preset.valueOf(job.subject().toUpperCase(Locale.ROOT)).network(Topology.CLASSES);
  }

  /// That network with random weights.
  static TrainedModel untrained(Job job) {
    List<String> classes = IntStream.range(0, Topology.CLASSES).mapToObj(String::valueOf).toList();
    ImageShape image = new ImageShape(Topology.SIDE, Topology.SIDE, 1);
    Model model = new Model(network(job), image, classes);
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Variables variables = Variables.of(graph);
    variables.initialize(1);
    return TrainedModel.of(model, variables);
  }

  /// Number `i` of random images.
  static float noise(int i) {
    return Randomness.uniform(1, i) - 0.5f;
  }
}
