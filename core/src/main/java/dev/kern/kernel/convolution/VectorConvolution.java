package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;

/// A [Convolution] whose rows go straight from registers to the result: the kernels apply the
/// epilogue when they store the sums; pooling only if there are few terms per sum, and no
/// activation but a gate.
public record VectorConvolution(Geometry geometry, Epilogue epilogue, SampleRows sums)
    implements StripConvolution {

  /// Pooling in registers pays up to this many terms per sum.
  private static final int FEW_TERMS = 64;

  /// The convolution, through scratch memory if that is faster.
  public static Convolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    if (!epilogue.pools()) {
      return new VectorConvolution(g, epilogue, ForwardRows.of(g, epilogue, specialiser));
    }
    boolean few = g.kernelHeight() * g.kernelWidth() * g.inChannels() <= FEW_TERMS;
    boolean gate = epilogue.activation().isGate();
    if (gate && few && ForwardRows.canPool(g, specialiser.machine())) {
      return new VectorConvolution(g, epilogue, ForwardRows.pooled(g, epilogue, specialiser));
    }
    return PooledConvolution.of(g, epilogue, specialiser);
  }

  @Override
  public FilterStrips filter() {
    return sums.filter();
  }

  @Override
  public int scratch() {
    return sums.scratch();
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    sums.run(from, to, x, geometry.inSize(), w, b, y, row(), side, scratch);
  }

  /// Floats of a row of the result.
  private int row() {
    return epilogue.pools() ? geometry.outRow() / 2 : geometry.outRow();
  }

  @Override
  public int pieces() {
    return sums.pieces(geometry);
  }

  @Override
  public void runPieces(
      int n,
      int from,
      int to,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    int height = epilogue.pools() ? 2 : 1;
    sums.runPieces(geometry, height, n, from, to, x, w, b, y, row(), side, scratch);
  }
}
