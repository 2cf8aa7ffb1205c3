package dev.kern.onnx;

import dev.kern.graph.Tensor;
import java.util.List;

/// A constant.
sealed interface Literal {
  /// Floats.
  ///
  /// @param tensor the values with their shape
  record Floats(Tensor tensor) implements Literal {}

  /// Whole numbers: shapes, axes, places.
  ///
  /// @param values at most 65,536; [#BATCH] for the number of images
  /// @param isScalar whether it is one number without an axis
  record Integers(List<Long> values, boolean isScalar) implements Literal {
    /// Stands for the number of images, which is open.
    static final long BATCH = Long.MIN_VALUE;

    /// How many there may be.
    static final int MOST = 1 << 16;

    /// Copies the list.
    public Integers {
      values = List.copyOf(values);
    }
  }
}
