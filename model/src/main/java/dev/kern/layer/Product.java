package dev.kern.layer;

import dev.kern.graph.Arithmetic;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Reshape;
import dev.kern.graph.ScaleChannels;
import dev.kern.graph.Shape;
import java.util.List;

/// The product of what several branches make of the same image, number by number.
///
/// A branch that makes a row of numbers, or an image of a single pixel, is a gate: each number
/// multiplies a channel of the others' images. A squeeze-and-excitation block has a branch without
/// layers and such a gate.
///
/// | tensor             | shape                          |
/// |--------------------|--------------------------------|
/// | a branch's result  | `[N, H, W, C]`, all alike      |
/// | a gate             | `[N, C]` or `[N, 1, 1, C]`     |
/// | result             | `[N, H, W, C]`                 |
///
/// Source: Hu et al. 2017.
///
/// @param branches the branches; two branches or more
public record Product(List<Branch> branches) implements Layer {
  /// Fails with [IllegalArgumentException] if there are fewer than two branches.
  public Product {
    branches = List.copyOf(branches);
    Require.atLeast(2, branches.size(), "multiply", "branches");
  }

  @Override
  public String kind() {
    return "multiply";
  }

  @Override
  public String settings() {
    return branches.size() + " branches";
  }

  @Override
  public Node build(Scope scope, Node x) {
    List<Node> parts = scope.branches(branches, x);
    Node largest = parts.getFirst();
    for (Node part : parts) {
      boolean isLarger =
          part.shape().size() > largest.shape().size()
              || (part.shape().size() == largest.shape().size()
                  && part.shape().rank() > largest.shape().rank());
      largest = isLarger ? part : largest;
    }
    Node y = largest;
    for (Node part : parts) {
      y = part == largest ? y : times(scope, parts, y, part);
    }
    return y;
  }

  private static Node times(Scope scope, List<Node> parts, Node y, Node part) {
    if (part.shape().equals(y.shape())) {
      return Multiply.of(y, part);
    }
    Shape gate = Shape.of(y.shape().extent(0), y.shape().last());
    boolean isGate =
        part.shape().equals(gate)
            || part.shape().equals(Shape.of(gate.extent(0), 1, 1, gate.last()));
    if (!isGate) {
      throw scope.misfit(
          new Arithmetic(Arithmetic.Kind.MULTIPLY),
          parts,
          "the branches have different output shapes, and none is a number per channel",
          "end a gate in globalAveragePool() and dense(%d)".formatted(gate.last()));
    }
    return ScaleChannels.of(y, part.shape().rank() == 2 ? part : Reshape.of(part, gate));
  }
}
