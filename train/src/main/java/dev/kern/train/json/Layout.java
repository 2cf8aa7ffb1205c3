package dev.kern.train.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Lays JSON out for people: what fits on a line stands on one.
final class Layout {
  private static final int WIDTH = 100;

  private final JsonMapper mapper;

  Layout(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /// The text of a value, with a line break at its end.
  String text(JsonNode node) {
    return text(node, "", 0, true) + "\n";
  }

  private String text(JsonNode node, String indent, int before, boolean open) {
    String line = line(node);
    if (!node.isContainer() || (!open && indent.length() + before + line.length() <= WIDTH)) {
      return line;
    }
    String inner = indent + "  ";
    List<String> parts = new ArrayList<>();
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        String key = mapper.writeValueAsString(property.getKey()) + ": ";
        parts.add(inner + key + text(property.getValue(), inner, key.length() + 1, false));
      }
    } else {
      node.forEach(element -> parts.add(inner + text(element, inner, 1, false)));
    }
    String begin = node.isObject() ? "{" : "[";
    String end = node.isObject() ? "}" : "]";
    return parts.isEmpty()
        ? begin + end
        : begin + "\n" + String.join(",\n", parts) + "\n" + indent + end;
  }

  private String line(JsonNode node) {
    List<String> parts = new ArrayList<>();
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        parts.add(mapper.writeValueAsString(property.getKey()) + ": " + line(property.getValue()));
      }
      return "{" + String.join(", ", parts) + "}";
    }
    if (node.isArray()) {
      node.forEach(element -> parts.add(line(element)));
      return "[" + String.join(", ", parts) + "]";
    }
    return mapper.writeValueAsString(node);
  }
}
