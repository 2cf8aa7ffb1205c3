package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.graph.Subsample;

/// Every so many rows and columns of the image, from the first on: behind a layer with a window, a
/// stride that differs by axis.
///
/// @param rows rows from one that is kept to the next
/// @param columns columns from one that is kept to the next
public record Subsampling(int rows, int columns) implements Layer {
  /// Fails with [IllegalArgumentException] if a number is below 1 or more pixels than an image has.
  public Subsampling {
    Require.pixels(rows, "subsample", "step of rows");
    Require.pixels(columns, "subsample", "step of columns");
  }

  @Override
  public String kind() {
    return "subsample";
  }

  @Override
  public String settings() {
    return "one of %d rows, one of %d columns".formatted(rows, columns);
  }

  @Override
  public Node build(Scope scope, Node x) {
    scope.expectImages(this, new Subsample(rows, columns), x);
    return Subsample.of(x, rows, columns);
  }
}
