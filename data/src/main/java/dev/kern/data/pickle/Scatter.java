package dev.kern.data.pickle;

import dev.kern.data.pickle.ArrayValue.Layout;

/// Walks over an array in the order in which it is stored and tells where each number belongs in C
/// order.
final class Scatter {
  private final int[] extent; // of the axes as stored, slowest first
  private final int[] stride; // of the same axes, in the result
  private final int[] index;
  private int at;

  Scatter(Layout layout) {
    int rank = layout.shape().length;
    int[] strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= (int) layout.shape()[axis];
    }
    this.extent = new int[rank];
    this.stride = new int[rank];
    this.index = new int[rank];
    for (int i = 0; i < rank; i++) {
      this.extent[i] = (int) layout.shape()[layout.stored()[i]];
      this.stride[i] = strides[layout.stored()[i]];
    }
  }

  /// Where the current number belongs; moves on to the next one.
  int next() {
    int here = at;
    for (int axis = extent.length - 1; axis >= 0; axis--) {
      at += stride[axis];
      if (++index[axis] < extent[axis]) {
        return here;
      }
      at -= stride[axis] * extent[axis];
      index[axis] = 0;
    }
    return here;
  }
}
