package dev.kern.onnx;

import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A layer as Keras describes it.
///
/// @param type its class, such as `Conv2D`
/// @param name its name in the model
/// @param config its settings
/// @param inputs the names of the layers whose results it takes
/// @param calls how many times the model calls it
record KerasLayer(
    String type, String name, Map<String, Object> config, List<String> inputs, int calls) {
  private static final int MOST_LAYERS = 10_000;

  /// The layers of a Sequential or Functional model, in order; those of a Sequential one take each
  /// other's results.
  ///
  /// Fails with `DataException` if it is none of these.
  static List<KerasLayer> of(String file, Map<String, Object> model) {
    String kind = String.valueOf(model.get("class_name"));
    Object config = model.get("config");
    boolean sequential = kind.equals("Sequential");
    boolean functional = kind.equals("Functional") || kind.equals("Model");
    Object layers = config instanceof List ? config : inner(model).get("layers");
    if (!(sequential || functional)
        || !(layers instanceof List<?> list)
        || list.isEmpty()
        || list.size() > MOST_LAYERS) {
      throw Problem.at(file, "not a model that layers describe")
          .given(Problem.quote(kind))
          .expected("Sequential or Functional, with 1 to %d layers".formatted(MOST_LAYERS))
          .fix("build it in Keras from layers, or export it to ONNX");
    }
    List<KerasLayer> all = new ArrayList<>();
    for (Object tree : list) {
      Map<String, Object> each = tree instanceof Map ? JsonText.object(tree) : Map.of();
      Map<String, Object> settings = inner(each);
      String name =
          String.valueOf(each.containsKey("name") ? each.get("name") : settings.get("name"));
      List<String> inputs = new ArrayList<>();
      int calls = 1;
      if (sequential && !all.isEmpty()) {
        inputs.add(all.getLast().name());
      } else if (functional && each.get("inbound_nodes") instanceof List<?> nodes) {
        calls = nodes.size();
        collect(nodes.isEmpty() ? List.of() : nodes.getFirst(), inputs, 0);
      }
      all.add(
          new KerasLayer(String.valueOf(each.get("class_name")), name, settings, inputs, calls));
    }
    return all;
  }

  static Map<String, Object> inner(Map<String, Object> tree) {
    return tree.get("config") instanceof Map<?, ?> config ? JsonText.object(config) : Map.of();
  }

  /// The layers that a call names, in order: each as a list of its name and two numbers.
  private static void collect(@Nullable Object tree, List<String> into, int depth) {
    if (depth > 16) {
      return;
    }
    if (tree instanceof List<?> list) {
      if (list.size() >= 3 && list.get(0) instanceof String name && list.get(1) instanceof Number) {
        into.add(name);
        return;
      }
      list.forEach(each -> collect(each, into, depth + 1));
    } else if (tree instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> each : map.entrySet()) {
        if (!"kwargs".equals(each.getKey())) {
          collect(each.getValue(), into, depth + 1);
        }
      }
    }
  }

  /// The layers whose results a Functional model gives; of a Sequential one the last.
  static List<String> outputs(Map<String, Object> model, List<KerasLayer> layers) {
    List<String> names = new ArrayList<>();
    collect(inner(model).get("output_layers"), names, 0);
    return names.isEmpty() ? List.of(layers.getLast().name()) : names;
  }

  /// The class as Keras names groups by it: `conv2d`, `batch_normalization`.
  String snakeCase() {
    return type.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /// The same under another name.
  KerasLayer named(String other) {
    return new KerasLayer(type, other, config, inputs, calls);
  }

  Problem problem(String file, String what) {
    return Problem.at("%s, %s %s".formatted(file, type, Problem.quote(name)), what);
  }

  /// A text that is set, or else another; of an object, such as an activation, its class.
  String word(String key, String otherwise) {
    return switch (config.get(key)) {
      case String text -> text;
      case Map<?, ?> map -> String.valueOf(map.get("class_name"));
      case null, default -> otherwise;
    };
  }

  /// A number that is set, or else another.
  double number(String key, double otherwise) {
    return config.get(key) instanceof Number number ? number.doubleValue() : otherwise;
  }

  /// Whether something is set, or else another.
  boolean flag(String key, boolean otherwise) {
    return config.get(key) instanceof Boolean flag ? flag : otherwise;
  }

  /// Whole numbers, one for each of two axes; a single one is for both.
  List<Long> pair(String key, List<Long> otherwise) {
    return switch (config.get(key)) {
      case Number both -> List.of(both.longValue(), both.longValue());
      case List<?> list when list.stream().allMatch(Number.class::isInstance) ->
          list.stream().map(each -> ((Number) each).longValue()).toList();
      case null, default -> otherwise;
    };
  }
}
