package dev.kern.weights;

import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which array of a file belongs to which variable of a network, by the name of the module that has
/// them.
///
/// | variable | PyTorch        |
/// |----------|----------------|
/// | weights  | `weight`       |
/// | biases   | `bias`         |
/// | scale    | `weight`       |
/// | shift    | `bias`         |
/// | mean     | `running_mean` |
/// | variance | `running_var`  |
///
/// A module's name may also be that of an array itself, such as a factor per channel.
///
/// @param modules the name of each module in the file by that of the layer: `layer1.0.conv1` by
///   `add1/branch1/conv1`
record WeightNames(Map<String, String> modules) {
  private static final Map<String, String> SUFFIXES =
      Map.of(
          "weights", "weight",
          "biases", "bias",
          "scale", "weight",
          "shift", "bias",
          "mean", "running_mean",
          "variance", "running_var");

  /// The names of a file by those of the layers that have variables, in order; both as many.
  static WeightNames inOrder(List<String> variables, List<String> modules) {
    List<String> layers = variables.stream().map(WeightNames::layer).distinct().toList();
    if (layers.size() != modules.size()) {
      throw new IllegalStateException(
          "%d layers for %d modules".formatted(layers.size(), modules.size()));
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      names.put(layers.get(i), modules.get(i));
    }
    return new WeightNames(names);
  }

  /// The layer that a variable belongs to.
  static String layer(String variable) {
    return variable.substring(0, Math.max(0, variable.lastIndexOf('/')));
  }

  /// The name that a variable's array should have in a file; with a mapping, a variable may have
  /// one by itself.
  String array(String variable, Map<String, NumberArray> arrays) {
    String own = modules.get(variable);
    if (own != null) {
      return own;
    }
    String module = modules.getOrDefault(layer(variable), layer(variable));
    if (arrays.containsKey(module)) {
      return module;
    }
    String word = variable.substring(variable.lastIndexOf('/') + 1);
    return module + "." + SUFFIXES.getOrDefault(word, word);
  }

  /// How many of the modules a file has.
  static long found(List<String> modules, Map<String, NumberArray> arrays) {
    List<String> names = new ArrayList<>(arrays.keySet());
    return modules.stream()
        .filter(
            module -> names.stream().anyMatch(n -> n.equals(module) || n.startsWith(module + ".")))
        .count();
  }

  /// Refuses a mapping that names layers or arrays which aren't there.
  void expectKnown(String where, List<String> variables, Map<String, NumberArray> arrays) {
    List<String> strange = new ArrayList<>();
    modules.forEach(
        (layer, module) -> {
          boolean isLayer =
              variables.stream().anyMatch(v -> v.equals(layer) || layer(v).equals(layer));
          boolean isModule = found(List.of(module), arrays) > 0;
          if (!isLayer) {
            strange.add("'%s', which is no layer with weights".formatted(layer));
          } else if (!isModule) {
            strange.add("'%s', which is not in the file".formatted(module));
          }
        });
    if (!strange.isEmpty()) {
      throw Problem.at(where, "the mapping names what isn't there")
          .given(Problem.list(strange))
          .expected(
              "layers such as %s, and names of the file such as %s"
                  .formatted(
                      Optional.ofNullable(variables.getFirst()).map(WeightNames::layer).orElse(""),
                      Problem.quote(arrays.keySet().iterator().next())))
          .fix("correct these names; kern summary NETWORK lists the layers");
    }
  }
}
