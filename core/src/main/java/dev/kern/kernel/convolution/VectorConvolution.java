package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// A [Convolution] whose rows go straight from registers to the result: bias, relu, trace and,
/// where there is little to sum per pixel, pooling are part of the kernels' store. Other
/// activations are a pass of their own.
public record VectorConvolution(Geometry geometry, Epilogue epilogue, SampleRows sums)
    implements Convolution {

  /// Up to so many terms per sum it pays to pool in registers.
  private static final int FEW_TERMS = 64;

  /// The convolution, by way of scratch memory if that is better.
  public static Convolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    boolean gate = epilogue.activation().isGate();
    if (!epilogue.pools()) {
      Epilogue store = gate ? epilogue : epilogue.withoutActivation();
      return new VectorConvolution(g, epilogue, ForwardRows.of(g, store, specialiser));
    }
    boolean few = g.kernelHeight() * g.kernelWidth() * g.inChannels() <= FEW_TERMS;
    if (gate && few && ForwardRows.canPool(g, specialiser.machine())) {
      return new VectorConvolution(g, epilogue, ForwardRows.pooled(g, epilogue, specialiser));
    }
    return PooledConvolution.of(g, epilogue, specialiser);
  }

  @Override
  public int scratch() {
    return sums.scratch();
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer trace, Scratch scratch) {
    int row = epilogue.pools() ? geometry.outRow() / 2 : geometry.outRow();
    sums.run(from, to, x, geometry.inSize(), w, b, y, row, trace, scratch);
    int size = epilogue.pools() ? geometry.outSize() / 4 : geometry.outSize();
    if (!epilogue.activation().isGate()) {
      VectorElementwiseKernels.LOOPS.activate(from * size, to * size, epilogue.activation(), y, y);
    }
  }
}
