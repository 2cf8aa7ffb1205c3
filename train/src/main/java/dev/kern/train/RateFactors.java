package dev.kern.train;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.LayerChoice;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The learning rates of groups of layers, relative to the optimiser's.
final class RateFactors {
  private RateFactors() {}

  /// The factor of each trainable variable that has one; where groups overlap, the last one counts.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer of a name.
  static Map<String, Double> of(Training training, Graph graph) {
    if (training.rateFactors().isEmpty()) {
      return Map.of();
    }
    Set<String> weighted =
        graph.variables().stream().map(RateFactors::layer).collect(Collectors.toSet());
    Map<String, Double> layers = new HashMap<>();
    training
        .rateFactors()
        .forEach(
            (words, factor) ->
                new LayerChoice(words)
                    .of(training.network(), weighted::contains)
                    .forEach(name -> layers.put(name, factor)));
    return graph.trainable().stream()
        .filter(variable -> layers.containsKey(layer(variable)))
        .collect(Collectors.toMap(Node::name, variable -> layers.get(layer(variable))));
  }

  private static String layer(Node variable) {
    return variable.name().split("/", 2)[0];
  }
}
