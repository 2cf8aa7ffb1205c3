package dev.kern.layer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Layers of a network, as a user names them.
///
/// | word          | layers                                                    |
/// |---------------|-----------------------------------------------------------|
/// | `backbone`    | all before the readout, the last layer with weights       |
/// | `..conv3`     | all up to `conv3`                                         |
/// | `conv1,conv2` | these alone                                               |
///
/// @param text one word, or several with commas between them
public record LayerChoice(String text) {
  private static final String BACKBONE = "backbone";
  private static final String UP_TO = "..";

  /// The names of the layers.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer of a name; the message has all.
  ///
  /// @param hasWeights whether the layer of a name has weights
  public Set<String> of(Network network, Predicate<String> hasWeights) {
    List<String> names = network.namedLayers().stream().map(NamedLayer::name).toList();
    Set<String> layers = new LinkedHashSet<>();
    for (String word : text.split(",", -1)) {
      if (word.equals(BACKBONE)) {
        layers.addAll(names.subList(0, readout(names, hasWeights)));
      } else if (word.startsWith(UP_TO)) {
        layers.addAll(names.subList(0, network.place(word.substring(UP_TO.length())) + 1));
      } else {
        layers.add(names.get(network.place(word)));
      }
    }
    return layers;
  }

  /// The place of the readout, the last layer with weights.
  ///
  /// @param names those of all layers, in order
  public static int readout(List<String> names, Predicate<String> hasWeights) {
    int last = names.size();
    while (last > 0 && !hasWeights.test(names.get(last - 1))) {
      last--;
    }
    return Math.max(0, last - 1);
  }
}
