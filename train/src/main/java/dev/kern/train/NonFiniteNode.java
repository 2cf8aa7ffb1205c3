package dev.kern.train;

import dev.kern.graph.LearningRate;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import java.util.Locale;

/// A node with numbers that are not finite.
///
/// @param node the node, of the graph with gradients
/// @param value the first such number: NaN or an infinite one
/// @param count how many there are
/// @param size of how many numbers
record NonFiniteNode(Node node, float value, int count, int size) {
  /// Counts what isn't finite in `size` numbers from `at` on.
  static NonFiniteNode in(Node node, float[] values, int at, int size) {
    float first = 0;
    int count = 0;
    for (int i = at; i < at + size; i++) {
      if (!Float.isFinite(values[i])) {
        first = count == 0 ? values[i] : first;
        count++;
      }
    }
    return new NonFiniteNode(node, first, count, size);
  }

  /// Whether there is any such number.
  boolean exists() {
    return count > 0;
  }

  /// What the user knows the place as, such as `layer 'conv2'`.
  String owner() {
    if (node.op() instanceof Placeholder) {
      return "the batch's " + node.name();
    }
    if (node.op() instanceof LearningRate) {
      return "the learning rate";
    }
    String owner = node.op().isEffect() ? node.input(0).scope() : node.scope();
    return owner.isEmpty() ? "the loss" : "layer '" + owner + "'";
  }

  /// The node's line of the graph's text form, such as `%12 = matmul %10 %11 : f32[16, 64]`.
  String line() {
    return node.toString().replaceAll(" {2,}", " ");
  }

  /// How to fix it.
  String fix() {
    return node.op() instanceof Placeholder
        ? "use data with finite pixels (kern data check)"
        : "lower the learning rate (--learning-rate), or clip the gradients (--clip-norm 1)";
  }

  /// The numbers, such as `NaN in 3 of 640 numbers`.
  String numbers() {
    return String.format(Locale.ROOT, "%s in %,d of %,d numbers", value, count, size);
  }
}
