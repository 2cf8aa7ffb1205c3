package dev.kern.layer;

import dev.kern.graph.Add;
import dev.kern.graph.Arithmetic;
import dev.kern.graph.Node;
import java.util.List;

/// The sum of what several branches make of the same image, all of one shape.
///
/// A branch without layers passes the image on as it is: a residual block has one such branch and
/// another with layers.
///
/// Source: He et al. 2015.
///
/// @param branches the branches; two branches or more
public record Sum(List<Branch> branches) implements Layer {
  /// Fails with [IllegalArgumentException] if there are fewer than two branches.
  public Sum {
    branches = List.copyOf(branches);
    Require.atLeast(2, branches.size(), "add", "branches");
  }

  @Override
  public String kind() {
    return "add";
  }

  @Override
  public String settings() {
    return branches.size() + " branches";
  }

  @Override
  public Node build(Scope scope, Node x) {
    List<Node> parts = scope.branches(branches, x);
    for (Node part : parts) {
      if (!part.shape().equals(parts.getFirst().shape())) {
        throw scope.misfit(
            new Arithmetic(Arithmetic.Kind.ADD),
            parts,
            "the branches have different output shapes",
            "use conv(filters, 1) with the other's filters and stride in the shorter branch");
      }
    }
    return parts.stream().reduce(Add::of).orElseThrow();
  }
}
