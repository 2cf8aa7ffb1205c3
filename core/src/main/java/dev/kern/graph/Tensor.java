package dev.kern.graph;

import dev.kern.math.FloatRanges;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/// An immutable array of floats with a shape, row-major.
public final class Tensor {
  private final Shape shape;
  private final float[] values;

  private Tensor(Shape shape, float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "a tensor of shape %s has %d values, given %d"
              .formatted(shape, shape.size(), values.length));
    }
    this.shape = shape;
    this.values = values;
  }

  /// A tensor with a copy of these values.
  ///
  /// Fails with [IllegalArgumentException] if the number of values isn't the shape's size.
  public static Tensor of(Shape shape, float... values) {
    return new Tensor(shape, values.clone());
  }

  /// A tensor with a copy of the values in `from` starting at `at`.
  ///
  /// Fails with [IndexOutOfBoundsException] if there are fewer.
  public static Tensor of(Shape shape, float[] from, int at) {
    int end = Objects.checkFromIndexSize(at, shape.size(), from.length) + shape.size();
    return new Tensor(shape, Arrays.copyOfRange(from, at, end));
  }

  /// A scalar.
  public static Tensor scalar(double value) {
    return of(Shape.scalar(), (float) value);
  }

  /// A tensor with the same value everywhere.
  public static Tensor filled(Shape shape, double value) {
    float[] values = new float[shape.size()];
    Arrays.fill(values, (float) value);
    return new Tensor(shape, values);
  }

  /// The extents.
  public Shape shape() {
    return shape;
  }

  /// The value at a position in row-major order.
  public float at(int index) {
    return values[index];
  }

  /// A copy of the values.
  public float[] toArray() {
    return values.clone();
  }

  /// Copies the values to `into`, starting at `at`.
  public void copyTo(float[] into, int at) {
    System.arraycopy(values, 0, into, at, values.length);
  }

  /// Fills a buffer with the values starting at `from`.
  ///
  /// Fails with [IndexOutOfBoundsException] if there are fewer than the buffer has room for.
  public void copyTo(int from, FloatBuffer into) {
    into.put(values, from, into.remaining());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && shape.equals(tensor.shape)
        && FloatRanges.equal(values, tensor.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return values.length == 1 ? Float.toString(values[0]) : "f32" + shape;
  }
}
