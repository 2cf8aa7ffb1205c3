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

  /// Puts the next `count` numbers where they belong.
  void place(float[] numbers, int count, float[] into) {
    int last = extent.length - 1;
    for (int done = 0; done < count; ) {
      int run = Math.min(count - done, extent[last] - index[last]); // along the fastest axis
      int step = stride[last];
      int to = at;
      for (int i = done; i < done + run; i++) {
        into[to] = numbers[i];
        to += step;
      }
      done += run;
      advance(run);
    }
  }

  /// Where the next number belongs; moves on.
  int next() {
    int here = at;
    if (extent.length > 0) {
      advance(1);
    }
    return here;
  }

  /// Moves on by a number of steps along the fastest axis, at most to its end.
  private void advance(int steps) {
    int axis = extent.length - 1;
    index[axis] += steps;
    at += stride[axis] * steps;
    while (index[axis] == extent[axis] && axis > 0) {
      at -= stride[axis] * extent[axis];
      index[axis] = 0;
      axis--;
      index[axis]++;
      at += stride[axis];
    }
  }
}
