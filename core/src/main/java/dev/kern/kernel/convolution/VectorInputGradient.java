package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorTranspose;

/// An [InputGradient] whose rows are specialised kernels, over a filter with input channels
/// innermost, `[K, L, F, C]`.
public record VectorInputGradient(Geometry geometry, SampleRows sums) implements InputGradient {
  public static VectorInputGradient of(Geometry g, Specialiser specialiser) {
    return new VectorInputGradient(g, BackwardRows.of(g, specialiser));
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
    int c = geometry.inChannels();
    int f = geometry.outChannels();
    for (int tap = from; tap < to; tap++) {
      VectorTranspose.run(c, f, w, tap * c * f, f, packed, tap * c * f, c);
    }
  }

  @Override
  public int scratch() {
    return sums.scratch();
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    int row = geometry.inRow();
    sums.run(from, to, dy, geometry.outSize(), packed, packed, dx, row, dx, scratch);
  }
}
