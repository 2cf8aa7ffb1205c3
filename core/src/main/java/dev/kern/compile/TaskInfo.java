package dev.kern.compile;

import dev.kern.graph.Gradients;

/// Describes a task of a program, for measurements.
///
/// @param label its op, with attributes
/// @param node the name of the node that it computes
/// @param role what it is for
/// @param multiplyAdds multiply-adds per run of the program, as the op is defined; 0 where they
///   don't count
public record TaskInfo(String label, String node, TaskRole role, double multiplyAdds) {
  static final String GRADIENTS = Gradients.SCOPE + "/";

  /// The layer that it belongs to, such as `add1/branch2/conv1`, for gradients as for values; empty
  /// outside of layers.
  public String layer() {
    String own = node.startsWith(GRADIENTS) ? node.substring(GRADIENTS.length()) : node;
    return own.substring(0, Math.max(0, own.lastIndexOf('/')));
  }
}
