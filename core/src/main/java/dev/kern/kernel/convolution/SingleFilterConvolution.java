package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.RowConvolution;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.scalar.ScalarEpilogue;
import dev.kern.kernel.vector.VectorDot;

/// A [dev.kern.kernel.Convolution] with one filter: each sum is a few dot products along the
/// channels.
public record SingleFilterConvolution(Geometry geometry, Epilogue epilogue, ScalarEpilogue store)
    implements RowConvolution {
  public static SingleFilterConvolution of(Geometry g, Epilogue epilogue) {
    return new SingleFilterConvolution(g, epilogue, new ScalarEpilogue(epilogue, g.outWidth(), 1));
  }

  @Override
  public int scratch() {
    return rowsAtOnce() * geometry.outWidth();
  }

  @Override
  public void rows(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    Geometry g = geometry;
    int mark = scratch.mark();
    Buffer sums = scratch.take(scratch());
    int blocks = pieces();
    float bias = epilogue.bias() ? b.get(0) : 0;
    for (int block = from; block < to; block++) {
      int image = block / blocks * g.inSize();
      for (int pixel = 0; pixel < scratch(); pixel++) {
        int i = block % blocks * rowsAtOnce() + pixel / g.outWidth();
        sums.set(pixel, bias + sum(i, pixel % g.outWidth(), x, image, w));
      }
      store.row(sums, y, side, block * store.rowSize());
    }
    scratch.release(mark);
  }

  private float sum(int i, int j, Buffer x, int image, Buffer w) {
    Geometry g = geometry;
    float sum = 0;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        if (g.reads(i, j, u, v)) {
          int pixel = image + g.pixelAt(i, j, u, v);
          sum += VectorDot.dot(g.inChannels(), x, pixel, w, g.tapAt(u, v));
        }
      }
    }
    return sum;
  }
}
