package dev.kern.graph;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The extents of a tensor, outermost first: `[16, 28, 28, 1]`; `[]` for a scalar.
///
/// Every tensor is also a matrix of [#rows] rows with [#last] columns.
public final class Shape {
  private final int[] extents;
  private final int size;

  private Shape(int[] extents) {
    this.extents = extents;
    long product = 1;
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "a shape needs extents of 0 or more, given " + Arrays.toString(extents));
      }
      product *= extent;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a tensor has at most 2147483647 elements, %s has %.0f; use a smaller batch, smaller images or fewer channels"
                .formatted(Arrays.toString(extents), all(extents)));
      }
    }
    this.size = (int) product;
  }

  private static double all(int[] extents) {
    return Arrays.stream(extents).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /// The shape with these extents.
  ///
  /// Fails with [IllegalArgumentException] if one is negative or the product exceeds 2³¹ - 1.
  public static Shape of(int... extents) {
    return new Shape(extents.clone());
  }

  /// The shape of a single number, `[]`.
  public static Shape scalar() {
    return of();
  }

  /// The number of extents: 0 for a scalar, 4 for a batch of images.
  public int rank() {
    return extents.length;
  }

  /// The extent of an axis; negative axes count from the end.
  public int extent(int axis) {
    return extents[axis < 0 ? extents.length + axis : axis];
  }

  /// The product of the extents.
  public int size() {
    return size;
  }

  /// The last extent, 1 for a scalar.
  public int last() {
    return extents.length == 0 ? 1 : extents[extents.length - 1];
  }

  /// The product of all extents but the last.
  public int rows() {
    return last() == 0 ? 0 : size / last();
  }

  /// This shape with the extent of one axis replaced.
  public Shape with(int axis, int extent) {
    int[] copy = extents.clone();
    copy[axis < 0 ? copy.length + axis : axis] = extent;
    return new Shape(copy);
  }

  /// A copy of the extents.
  public int[] toArray() {
    return extents.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.stream(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
