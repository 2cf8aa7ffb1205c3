package dev.kern.data.pickle;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A NumPy array while the pickle is being read: first empty, then with its layout.
final class ArrayValue implements PickleValue {
  private @Nullable Layout layout;

  /// The layout of an array.
  ///
  /// @param shape the extents
  /// @param stored the axes in the order in which the file stores them, slowest first: `0, 1, 2` in
  ///   C order, `2, 1, 0` in Fortran order
  /// @param type the number type
  /// @param order the byte order at the time the array was built
  /// @param data the location of the numbers
  @SuppressWarnings("ArrayRecordComponent") // lives only inside this package and is never compared
  record Layout(long[] shape, int[] stored, NumpyType type, ByteOrder order, StringValue data) {
    long size() {
      long size = 1;
      for (long extent : shape) {
        size *= extent; // can't overflow: checked against the file's length when it was made
      }
      return size;
    }

    String describe() {
      return type.name() + " " + tuple(shape);
    }
  }

  /// A shape as Python prints it: `(40,)`, `(40, 28, 28)`.
  static String tuple(long[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }

  void layout(Layout made) {
    layout = made;
  }

  @Nullable Layout layout() {
    return layout;
  }

  @Override
  public String kind() {
    return layout == null ? "an array without its state" : "an array " + layout.describe();
  }
}
