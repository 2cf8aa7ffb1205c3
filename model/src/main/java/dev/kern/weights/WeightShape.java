package dev.kern.weights;

import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.StoredNumbers;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The shape of a variable of Kern's, and how PyTorch lays out the same numbers.
///
/// | variable           | Kern           | PyTorch                                              |
/// |--------------------|----------------|------------------------------------------------------|
/// | filters            | `[K, L, C, F]` | `(F, C, K, L)`, or `(F, C*K*L)` of a linear layer    |
/// | a factor per channel | `[1, 1, 1, F]` | `(F)`, or with extents of 1 behind                 |
/// | dense weights      | `[C, U]`       | `(U, C)` or `(U, C, 1, 1)`                           |
/// | behind a flattened image | `[H*W*C, U]` | `(U, C*H*W)`                                     |
/// | others             | `[C]`          | `(C)`, or with extents of 1 behind                   |
///
/// @param shape the variable's
/// @param flattened the extents `[H, W, C]` of the images whose numbers the variable is for, if
///   they are flattened ones
record WeightShape(Shape shape, Optional<Shape> flattened) {
  /// The numbers of an array as the variable's, or empty if they are of another shape or type.
  Optional<Tensor> tensor(NumberArray array) {
    NumberType type = array.type().orElse(NumberType.BOOL);
    long[] given = squeezed(array.shape());
    long[] filters = filters();
    long[] row = {filters[0], filters[1] * filters[2] * filters[3]};
    if (type.whole()
        || type == NumberType.BOOL
        || !(Arrays.equals(given, squeezed(filters)) || Arrays.equals(given, squeezed(row)))) {
      return Optional.empty();
    }
    return stored(array, filters).map(order -> Tensor.of(shape, values(array, filters, order)));
  }

  /// PyTorch's filters `(F, C, K, L)` that hold the same numbers.
  private long[] filters() {
    long last = shape.last();
    if (shape.rank() == 4) {
      return new long[] {last, shape.extent(2), shape.extent(0), shape.extent(1)};
    }
    if (shape.rank() < 2 && flattened.isEmpty()) {
      return new long[] {last, 1, 1, 1};
    }
    Shape image = flattened.orElse(Shape.of(1, 1, shape.extent(0)));
    long units = shape.rank() < 2 ? 1 : last;
    return new long[] {units, image.extent(2), image.extent(0), image.extent(1)};
  }

  /// What PyTorch calls the shape, for messages.
  String expected() {
    long[] filters = filters();
    long[] usual =
        shape.rank() == 4
            ? filters
            : shape.rank() < 2
                ? new long[] {shape.size()}
                : new long[] {filters[0], filters[1] * filters[2] * filters[3]};
    return LongStream.of(usual)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static long[] squeezed(long[] shape) {
    return LongStream.of(shape).filter(extent -> extent != 1).toArray();
  }

  /// The axes of filters in the order in which an array of the same numbers is stored; empty for
  /// one that isn't in C order and has other axes.
  private static Optional<int[]> stored(NumberArray array, long[] filters) {
    int[] stored = array.numbers().stored();
    int[] order = {0, 1, 2, 3};
    if (Arrays.equals(stored, Arrays.copyOf(order, stored.length))) {
      return Optional.of(order);
    }
    long[] shape = array.shape();
    if (stored.length > order.length
        || !Arrays.equals(shape, Arrays.copyOf(filters, shape.length))) {
      return Optional.empty();
    }
    System.arraycopy(stored, 0, order, 0, stored.length);
    return Optional.of(order);
  }

  /// The numbers of filters in Kern's order, read straight into it.
  private static float[] values(NumberArray array, long[] filters, int[] stored) {
    StoredNumbers numbers = array.numbers();
    int[] places = {3, 2, 0, 1}; // where Kern has F, C, K and L
    int[] there = Arrays.stream(stored).map(axis -> places[axis]).toArray();
    long[] shape = {filters[2], filters[3], filters[1], filters[0]};
    return new StoredNumbers(array, numbers.type(), numbers.order(), shape, there, numbers.source())
        .floats();
  }
}
