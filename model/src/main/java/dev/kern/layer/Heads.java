package dev.kern.layer;

import dev.kern.graph.Concat;
import dev.kern.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The end of a network that says several things at once: each head makes a row of numbers of what
/// the layers before have found, and the rows stand side by side.
///
/// | tensor | shape                     |
/// |--------|---------------------------|
/// | x      | any                       |
/// | result | `[N, sum of the widths]`  |
///
/// @param heads the heads, in the order of the data's targets
public record Heads(List<Head> heads) implements Layer {
  /// Fails with [IllegalArgumentException] if there is no head, or a name stands twice.
  public Heads {
    heads = List.copyOf(heads);
    Require.atLeast(1, heads.size(), "heads", "heads");
    long names = heads.stream().map(Head::name).distinct().count();
    if (names < heads.size()) {
      throw new IllegalArgumentException(
          "duplicate head names: %s; fix: rename one"
              .formatted(heads.stream().map(Head::name).collect(Collectors.joining(", "))));
    }
  }

  @Override
  public String kind() {
    return "heads";
  }

  @Override
  public String settings() {
    return heads.stream().map(Head::name).collect(Collectors.joining(", "));
  }

  @Override
  public Node build(Scope scope, Node x) {
    List<Node> rows = new ArrayList<>();
    for (Head head : heads) {
      Node row = scope.named(head.name(), head.layers(), x);
      if (row.shape().rank() != 2) {
        throw scope.misfit(
            row.op(),
            row.inputs(),
            "head '%s' ends in %s".formatted(head.name(), row.shape()),
            "flatten() and dense(...) as the head's last layers");
      }
      rows.add(row);
    }
    return Concat.of(rows);
  }
}
