package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;

/// The [dev.kern.kernel.InputGradient] of a depthwise convolution of at least as many channels as a
/// vector has lanes. Packing just copies the filter.
public record DepthwiseInputGradient(Geometry geometry, DepthwiseSums sums)
    implements CopiedFilter {
  public static DepthwiseInputGradient of(Geometry g, Specialiser specialiser) {
    return new DepthwiseInputGradient(g, DepthwiseSums.backward(g, specialiser));
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    for (int n = from; n < to; n++) {
      int sample = n * geometry.inSize();
      sums.run(dy, n * geometry.outSize(), packed, packed, dx, sample, dx);
    }
  }
}
