package dev.kern.train;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.LayerChoice;
import dev.kern.layer.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Groups of variables with a learning rate or a weight decay of their own.
///
/// | word                      | variables                                                   |
/// |---------------------------|-------------------------------------------------------------|
/// | `biases`                  | of rank 1: biases, and the scales and shifts of normalisation |
/// | `backbone`, `..conv3`, …  | those of the layers of a [LayerChoice]                      |
final class VariableGroups {
  private static final String BIASES = "biases";

  private VariableGroups() {}

  /// The factor of each trainable variable that has one; where groups overlap, the last one counts.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer of a name.
  ///
  /// @param groups the factors by words
  static Map<String, Double> factors(Map<String, Double> groups, Network network, Graph graph) {
    if (groups.isEmpty()) {
      return Map.of();
    }
    Set<String> weighted =
        graph.variables().stream().map(VariableGroups::layer).collect(Collectors.toSet());
    Map<String, Double> factors = new HashMap<>();
    groups.forEach(
        (words, factor) -> {
          for (String word : words.split(",", -1)) {
            Predicate<Node> member = member(word, network, weighted);
            graph.trainable().stream()
                .filter(member)
                .forEach(variable -> factors.put(variable.name(), factor));
          }
        });
    return factors;
  }

  private static Predicate<Node> member(String word, Network network, Set<String> weighted) {
    if (word.equals(BIASES)) {
      return variable -> variable.shape().rank() < 2;
    }
    Set<String> layers = new LayerChoice(word).of(network, weighted::contains);
    return variable -> layers.contains(layer(variable));
  }

  private static String layer(Node variable) {
    return variable.name().split("/", 2)[0];
  }
}
