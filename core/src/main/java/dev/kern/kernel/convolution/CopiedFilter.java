package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// An [InputGradient] that reads the filter as it is: packing just copies it, a part being a window
/// position with one channel per group.
interface CopiedFilter extends InputGradient {
  /// The convolution.
  Geometry geometry();

  @Override
  default int packed() {
    return geometry().filterSize();
  }

  @Override
  default int parts() {
    return geometry().taps();
  }

  @Override
  default void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    int f = geometry().outChannels();
    VectorElementwiseKernels.LOOPS.copy(to - from, f, w, from * f, f, packed, from * f, f);
  }
}
