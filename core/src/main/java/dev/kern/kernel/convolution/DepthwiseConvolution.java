package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.List;

/// A depthwise [Convolution] of at least as many channels as a vector has lanes. Sums that are
/// pooled go through scratch memory.
///
/// @param pools pools two rows of sums; empty if nothing is pooled
public record DepthwiseConvolution(
    Geometry geometry,
    Epilogue epilogue,
    DepthwiseSums sums,
    List<PooledConvolution.StripPool> pools)
    implements Convolution {
  public static DepthwiseConvolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    if (!epilogue.pools()) {
      DepthwiseSums sums = DepthwiseSums.forward(g, epilogue, specialiser);
      return new DepthwiseConvolution(g, epilogue, sums, List.of());
    }
    Epilogue store = new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false);
    return new DepthwiseConvolution(
        g,
        epilogue,
        DepthwiseSums.forward(g, store, specialiser),
        PooledConvolution.pools(g, g.outRow(), epilogue, specialiser));
  }

  @Override
  public int scratch() {
    return epilogue.pools() ? geometry.outSize() : 0;
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    int mark = scratch.mark();
    Buffer image = scratch.take(scratch());
    for (int n = from; n < to; n++) {
      int at = n * geometry.inSize();
      if (epilogue.pools()) {
        sums.run(x, at, w, b, image, 0, image);
        pool(image, y, side, n * geometry.outSize() / 4);
      } else {
        sums.run(x, at, w, b, y, n * geometry.outSize(), side);
      }
    }
    scratch.release(mark);
  }

  @Override
  public int pieces() {
    return epilogue.pools() ? 1 : geometry.outHeight();
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
    if (epilogue.pools()) {
      run(n, n + 1, x, w, b, y, side, scratch);
    } else {
      sums.run(from, to, x, n * geometry.inSize(), w, b, y, n * geometry.outSize(), side);
    }
  }

  /// Pools the sums of a sample, whose result begins at element `first`.
  private void pool(Buffer image, Buffer y, Buffer trace, int first) {
    if (!epilogue.activation().isGate()) {
      VectorElementwiseKernels.LOOPS.activate(
          0, geometry.outSize(), epilogue.activation(), image, image);
    }
    int pixels = geometry.outWidth() / 2;
    for (int i = 0; i < geometry.outHeight() / 2; i++) {
      int row = first + i * geometry.outRow() / 2;
      PooledConvolution.pool(pools, pixels, image, 2 * i * geometry.outRow(), y, trace, row);
    }
  }
}
