package dev.kern.compile;

import dev.kern.graph.Gradients;

/// Describes a task of a program, for measurements.
///
/// @param label its op, with attributes
/// @param node the name of the node that it computes
/// @param role what it is for
/// @param multiplyAdds multiply-adds per run of the program, as the op is defined; 0 where they
///   don't count
/// @param phase the number of its phase; a barrier separates phases
/// @param chain the number of its chain within the phase; a block runs through all tasks of a chain
/// @param blocks how many blocks it has
/// @param sharedBytes bytes of what all blocks read, and so every thread
public record TaskInfo(
    String label,
    String node,
    TaskRole role,
    double multiplyAdds,
    int phase,
    int chain,
    int blocks,
    long sharedBytes) {
  static final String GRADIENTS = Gradients.SCOPE + "/";

  /// A task of a single block.
  public TaskInfo(String label, String node, TaskRole role, double multiplyAdds) {
    this(label, node, role, multiplyAdds, 0, 0, 1, 0);
  }

  /// The layer that it belongs to, such as `add1/branch2/conv1`, for gradients as for values; empty
  /// outside of layers.
  public String layer() {
    String own = node.startsWith(GRADIENTS) ? node.substring(GRADIENTS.length()) : node;
    return own.substring(0, Math.max(0, own.lastIndexOf('/')));
  }
}
