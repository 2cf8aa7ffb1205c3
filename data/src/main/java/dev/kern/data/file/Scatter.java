package dev.kern.data.file;

/// Walks over an array in the order in which it is stored and tells where each number belongs in C
/// order.
final class Scatter {
  private final int[] extent; // of the axes as stored, slowest first
  private final int[] stride; // of the same axes, in the result
  private final int[] index;
  private int at;

  /// Begins at the first number stored.
  ///
  /// @param shape the extents
  /// @param stored the axes in the order in which the file stores them, slowest first
  Scatter(long[] shape, int[] stored) {
    int rank = shape.length;
    int[] strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= (int) shape[axis];
    }
    this.extent = new int[rank];
    this.stride = new int[rank];
    this.index = new int[rank];
    for (int i = 0; i < rank; i++) {
      this.extent[i] = (int) shape[stored[i]];
      this.stride[i] = strides[stored[i]];
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
