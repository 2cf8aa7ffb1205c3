package dev.kern.train.sweep;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A recipe with some settings in the place of its own.
public final class Variation {
  private Variation() {}

  /// The recipe's tree with other settings, by their paths such as `optimizer.learningRate`. Where
  /// the path goes on below a word such as `adam`, the word becomes the `type`.
  ///
  /// Fails with `DataException` if a path leads nowhere.
  public static Map<String, Object> of(Map<String, Object> recipe, Map<String, Object> settings) {
    Map<String, Object> varied = new LinkedHashMap<>(recipe);
    settings.forEach(
        (path, value) -> {
          String[] steps = path.split("\\.", -1);
          varied.put(steps[0], with(varied.get(steps[0]), path, steps, 1, value));
        });
    return varied;
  }

  private static Object with(
      @Nullable Object old, String path, String[] steps, int at, Object value) {
    if (at == steps.length) {
      return value;
    }
    String step = steps[at];
    if (old instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list);
      int index = step.matches("\\d{1,6}") ? Integer.parseInt(step) : list.size();
      if (index >= list.size()) {
        throw nowhere(path, "a list of " + list.size(), "a number below that, counted from 0");
      }
      copy.set(index, with(list.get(index), path, steps, at + 1, value));
      return copy;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    if (old instanceof String word) {
      copy.put("type", word);
    } else if (old != null) {
      if (!(old instanceof Map)) {
        throw nowhere(path, JsonText.line(old), "settings within");
      }
      copy.putAll(JsonText.object(old));
    }
    copy.put(step, with(copy.get(step), path, steps, at + 1, value));
    return copy;
  }

  private static DataException nowhere(String path, String given, String expected) {
    return Problem.at("--over " + path, "the recipe has no such setting")
        .given(given)
        .expected(expected)
        .fix("see docs/RECIPES.md for the settings of a recipe");
  }

  /// A recipe as the text of a YAML file, a line for each key.
  public static String yaml(Map<String, Object> recipe) {
    StringBuilder text = new StringBuilder();
    recipe.forEach(
        (key, value) -> text.append(key).append(": ").append(JsonText.line(value)).append('\n'));
    return text.toString();
  }
}
