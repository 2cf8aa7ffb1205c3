package dev.kern.cli;

import dev.kern.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a command has written as JSON, to look into.
record JsonTree(@Nullable Object value) {
  static JsonTree of(String text) {
    return new JsonTree(JsonText.parse("test", text.getBytes(StandardCharsets.UTF_8)));
  }

  /// The value under some keys, such as `recipe/seed`, each of which must be there.
  JsonTree at(String path) {
    Object inner = value;
    for (String key : path.split("/", -1)) {
      if (!JsonText.object(inner).containsKey(key)) {
        throw new AssertionError("there is no " + path + " in " + this);
      }
      inner = JsonText.object(inner).get(key);
    }
    return new JsonTree(inner);
  }

  Set<String> keys() {
    return JsonText.object(value).keySet();
  }

  List<JsonTree> elements() {
    if (value instanceof List<?> list) {
      return Arrays.stream(list.toArray()).map(JsonTree::new).toList();
    }
    throw new AssertionError(this + " is no list");
  }

  String text() {
    return String.valueOf(value);
  }

  double number() {
    return Double.parseDouble(text());
  }

  @Override
  public String toString() {
    return JsonText.line(value);
  }
}
