package dev.kern.serve.json;

import java.util.Arrays;

/// An array of numbers of a JSON text, nested or not.
///
/// @param values the numbers, one after the other; not to be changed
/// @param shape how many elements the array has at each level of nesting, the outermost first
@SuppressWarnings("ArrayRecordComponent") // made for each request and never compared
public record Numbers(float[] values, int[] shape) {
  /// `[1, 28, 28]`.
  @Override
  public String toString() {
    return Arrays.toString(shape);
  }
}
