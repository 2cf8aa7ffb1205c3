package dev.kern.model;

import dev.kern.data.Targets;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.run.Variables;
import java.util.List;
import java.util.stream.IntStream;

/// The first layers of a trained model with what they have learned, and no head yet.
///
/// @param network the layers
/// @param origin the model that they and their weights come from
public record Backbone(Network network, TrainedModel origin) {
  /// The same with its layers frozen: training leaves them as they are.
  public Backbone frozen() {
    return new Backbone(Network.of(network.frozen()).named(network.name()), origin);
  }

  /// The same with its layers up to and including this one frozen, and the others not.
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer.
  public Backbone frozenUpTo(String layer) {
    return new Backbone(network.frozenUpTo(layer), origin);
  }

  /// The same with no layer frozen.
  public Backbone unfrozen() {
    return new Backbone(network.unfrozen(), origin);
  }

  /// A model with these layers at its end, whose weights are random; training will begin with it.
  /// Its classes are called `1`, `2` and so on, and a run on data with other classes fits its
  /// readout to them.
  ///
  /// Fails with `ShapeException` if the head does not fit, or does not end in a row per image.
  public TrainedModel withHead(Layer... head) {
    Network whole = network.then(head);
    Graph graph = new Graph();
    Node logits = whole.build(Scope.inference(graph), origin.model().images(graph, 1));
    int outputs = logits.shape().extent(1);
    return withHead(IntStream.rangeClosed(1, outputs).mapToObj(Integer::toString).toList(), head);
  }

  /// A model with these layers at its end, whose weights are random, that tells these classes
  /// apart.
  ///
  /// Fails with `ShapeException` if the head does not fit, or does not end in an output per class.
  public TrainedModel withHead(List<String> classes, Layer... head) {
    Model old = origin.model();
    Model model =
        new Model(
            network.then(head),
            old.image(),
            Targets.classes(classes),
            old.normalization(),
            old.resizeMode(),
            old.ink(),
            Decision.USUAL);
    Graph own = new Graph();
    Scope.inference(own).addAll(network.layers(), model.images(own, 1));
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Variables variables = Variables.of(graph);
    own.variables().forEach(n -> variables.set(n.name(), origin.weight(n.name())));
    return TrainedModel.of(model, variables);
  }
}
