package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// The [InputGradient] of a depthwise convolution of at least as many channels as a vector has
/// lanes. Packing just copies the filter.
public record DepthwiseInputGradient(Geometry geometry, DepthwiseSums sums)
    implements InputGradient {
  public static DepthwiseInputGradient of(Geometry g, Specialiser specialiser) {
    return new DepthwiseInputGradient(g, DepthwiseSums.backward(g, specialiser));
  }

  @Override
  public int packed() {
    return geometry.filterSize();
  }

  @Override
  public int parts() {
    return geometry.taps();
  }

  @Override
  public void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    int c = geometry.outChannels();
    VectorElementwiseKernels.LOOPS.copy(to - from, c, w, from * c, c, packed, from * c, c);
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    for (int n = from; n < to; n++) {
      int sample = n * geometry.inSize();
      sums.run(dy, n * geometry.outSize(), packed, packed, dx, sample, dx);
    }
  }
}
