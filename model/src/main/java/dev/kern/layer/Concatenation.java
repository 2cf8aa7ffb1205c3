package dev.kern.layer;

import dev.kern.graph.Concat;
import dev.kern.graph.Node;
import java.util.List;

/// What several branches make of the same image, side by side as channels.
///
/// Source: Szegedy et al. 2014.
///
/// @param branches the branches; two branches or more
public record Concatenation(List<Branch> branches) implements Layer {
  /// Fails with [IllegalArgumentException] if there are fewer than two branches.
  public Concatenation {
    branches = List.copyOf(branches);
    Require.atLeast(2, branches.size(), "concat", "branches");
  }

  @Override
  public String kind() {
    return "concat";
  }

  @Override
  public String settings() {
    return branches.size() + " branches";
  }

  @Override
  public Node build(Scope scope, Node x) {
    return Concat.of(scope.branches(branches, x));
  }
}
