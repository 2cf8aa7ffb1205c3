package dev.kern.onnx;

import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// A call of a layer as Keras describes it.
///
/// @param type its class, such as `Conv2D`
/// @param name what the call is named by: the layer's [#owner], with a number behind it if it isn't
///   the first call
/// @param owner the layer's name in the model; of a layer in nested models theirs stand before it,
///   as in `base/conv1`
/// @param config its settings
/// @param inputs the names of the calls whose results it takes
/// @param operand a number that the call takes beside them
/// @param operandFirst whether that number stands before them
record KerasLayer(
    String type,
    String name,
    String owner,
    Map<String, Object> config,
    List<String> inputs,
    OptionalDouble operand,
    boolean operandFirst) {
  static Map<String, Object> inner(Map<String, Object> tree) {
    return tree.get("config") instanceof Map<?, ?> config ? JsonText.object(config) : Map.of();
  }

  /// A class as Keras names groups by it: `conv2d`, `batch_normalization`.
  static String snakeCase(String type) {
    return type.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /// The same under another name.
  KerasLayer named(String other) {
    return new KerasLayer(type, other, other, config, inputs, operand, operandFirst);
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

  /// Numbers that are set, one or several, or else another.
  float[] numbers(String key, double otherwise) {
    if (config.get(key) instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(Number.class::isInstance)) {
      float[] numbers = new float[list.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = ((Number) list.get(i)).floatValue();
      }
      return numbers;
    }
    return new float[] {(float) number(key, otherwise)};
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
