package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// A [Convolution] whose rows go straight from registers to the result: the kernels apply bias,
/// relu, trace and, if there are few terms per sum, pooling when they store the sums. Other
/// activations take a separate pass.
public record VectorConvolution(Geometry geometry, Epilogue epilogue, SampleRows sums)
    implements Convolution {

  /// Pooling in registers pays up to this many terms per sum.
  private static final int FEW_TERMS = 64;

  /// The convolution, through scratch memory if that is faster.
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
