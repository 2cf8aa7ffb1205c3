package dev.kern.onnx;

import dev.kern.graph.Tensor;
import java.util.List;

/// A constant.
sealed interface Literal {
  /// Floats.
  ///
  /// @param tensor the values with their shape
  record Floats(Tensor tensor) implements Literal {}

  /// Weights or zero points of quantised files, whose scale is given elsewhere.
  ///
  /// @param tensor the whole numbers, from -128 or 0 on
  /// @param signed whether they go from -128 to 127 rather than from 0 to 255
  record Bytes(Tensor tensor, boolean signed) implements Literal {
    /// The least number that there can be.
    int least() {
      return signed ? Byte.MIN_VALUE : 0;
    }
  }

  /// A constant that nothing can be made of; it is refused only where it is used.
  ///
  /// @param what what it is
  record Other(String what) implements Literal {}

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
