package dev.kern.kernel;

import dev.kern.kernel.Emitter.Lanes;
import dev.kern.kernel.Emitter.Mask;
import dev.kern.math.Activation;

/// Writes what follows the sums in a kernel: activation, pooling, trace and store.
///
/// Comparisons are chosen such that NaN gets through: a gate closes where a sum is not above 0, and
/// NaN is not known not to be.
record Finish(Emitter e, Strip strip, Epilogue epilogue, Pattern.Arguments a) {
  /// Finishes a pixel: vector `i` of the strip that begins at `offset` in `y` and trace.
  void pixel(Lanes sum, int offset, int i) {
    Lanes y = sum;
    Lanes trace = e.splat(1f);
    if (isGated()) {
      Mask dead = dead(sum);
      y = e.blend(sum, e.splat(0f), dead);
      trace = e.blend(trace, e.splat(0f), dead);
    }
    store(y, trace, offset, i);
  }

  /// Finishes the 2 × 2 pixels `p` in their order of bits, pooled into one.
  void pool(Lanes[] p, int offset, int i) {
    if (epilogue.pooling() == Pooling.MAX) {
      poolMax(p, offset, i);
    } else {
      poolAverage(p, offset, i);
    }
  }

  private void poolMax(Lanes[] p, int offset, int i) {
    Mask second = e.greater(p[1], p[0]);
    Mask fourth = e.greater(p[3], p[2]);
    Lanes upper = e.blend(p[0], p[1], second);
    Lanes lower = e.blend(p[2], p[3], fourth);
    Mask below = e.greater(lower, upper);
    Lanes y = e.blend(upper, lower, below);
    Lanes upperBit = e.blend(e.splat(1f), e.splat(2f), second);
    Lanes lowerBit = e.blend(e.splat(4f), e.splat(8f), fourth);
    Lanes trace = e.blend(upperBit, lowerBit, below);
    if (isGated()) {
      Mask dead = dead(y);
      y = e.blend(y, e.splat(0f), dead);
      trace = e.blend(trace, e.splat(0f), dead);
    }
    store(y, trace, offset, i);
  }

  private void poolAverage(Lanes[] p, int offset, int i) {
    Lanes[] value = p.clone();
    Lanes[] bit = new Lanes[4];
    for (int k = 0; k < 4; k++) {
      bit[k] = e.splat((float) (1 << k));
      if (isGated()) {
        Mask dead = dead(p[k]);
        value[k] = e.blend(p[k], e.splat(0f), dead);
        bit[k] = e.blend(bit[k], e.splat(0f), dead);
      }
    }
    store(e.multiply(sum(value), e.splat(0.25f)), sum(bit), offset, i);
  }

  private Lanes sum(Lanes[] four) {
    return e.add(e.add(four[0], four[1]), e.add(four[2], four[3]));
  }

  private boolean isGated() {
    return epilogue.activation() == Activation.RELU;
  }

  private Mask dead(Lanes sum) {
    return e.notAbove(sum, e.splat(0f));
  }

  private void store(Lanes y, Lanes trace, int offset, int i) {
    strip.store(y, a.y(), a.yAt(), offset, i);
    if (epilogue.trace()) {
      strip.store(trace, a.t(), a.tAt(), offset, i);
    }
  }
}
