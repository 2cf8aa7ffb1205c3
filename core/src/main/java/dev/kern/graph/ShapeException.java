package dev.kern.graph;

import java.util.List;

/// Thrown for mismatched shapes when a node is created; the message names the op, its location,
/// every shape involved, and how to fix it.
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private ShapeException(String message) {
    super(message);
  }

  /// The error for an op or layer that can't be applied to its inputs.
  ///
  /// @param what the op's symbol or the layer's kind
  /// @param name the name that it would have
  /// @param roles what the inputs are called; any beyond these are numbered
  /// @param inputs what it would be applied to
  /// @param problem what is wrong
  /// @param fix how to fix it
  public static ShapeException at(
      String what, String name, List<String> roles, List<Node> inputs, String problem, String fix) {
    StringBuilder text = new StringBuilder();
    text.append("%s at '%s': %s".formatted(what, name, problem));
    int longest = 4;
    int shapes = 0;
    for (int i = 0; i < inputs.size(); i++) {
      longest = Math.max(longest, role(roles, i).length());
      shapes = Math.max(shapes, typed(inputs.get(i)).length());
    }
    String line = "%n  %-" + longest + "s  %-" + Math.max(1, shapes) + "s  %s";
    for (int i = 0; i < inputs.size(); i++) {
      Node input = inputs.get(i);
      text.append(line.formatted(role(roles, i), typed(input), input.origin()));
    }
    text.append(("%n  %-" + longest + "s  %s").formatted("fix", fix));
    return new ShapeException(text.toString().replace(System.lineSeparator(), "\n"));
  }

  static String role(List<String> roles, int index) {
    return index < roles.size() ? roles.get(index) : "input " + index;
  }

  private static String typed(Node input) {
    return input.type().toString() + input.shape();
  }
}
