package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.RowConvolution;
import dev.kern.kernel.Scratch;

/// A [dev.kern.kernel.Convolution] in plain Java: computes the sums of one output row, or of two
/// rows to be pooled, then the epilogue.
record ScalarConvolution(Geometry geometry, Epilogue epilogue, ScalarEpilogue store)
    implements RowConvolution {
  static ScalarConvolution of(Geometry g, Epilogue epilogue) {
    ScalarEpilogue store = new ScalarEpilogue(epilogue, g.outWidth(), g.outChannels());
    return new ScalarConvolution(g, epilogue, store);
  }

  @Override
  public int scratch() {
    return rowsAtOnce() * geometry.outRow();
  }

  @Override
  public void rows(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    Geometry g = geometry;
    int mark = scratch.mark();
    Buffer sums = scratch.take(scratch());
    int blocks = pieces();
    for (int block = from; block < to; block++) {
      for (int r = 0; r < rowsAtOnce(); r++) {
        start(b, sums, r * g.outRow());
        int image = block / blocks * g.inSize();
        sumRow(block % blocks * rowsAtOnce() + r, x, image, w, sums, r * g.outRow());
      }
      store.row(sums, y, side, block * store.rowSize());
    }
    scratch.release(mark);
  }

  private void start(Buffer b, Buffer sums, int row) {
    for (int e = 0; e < geometry.outRow(); e++) {
      sums.set(row + e, epilogue.bias() ? b.get(e % geometry.outChannels()) : 0);
    }
  }

  private void sumRow(int i, Buffer x, int image, Buffer w, Buffer sums, int row) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int j = 0; j < g.outWidth(); j++) {
        for (int v = 0; v < g.kernelWidth(); v++) {
          if (g.reads(i, j, u, v)) {
            int sum = row + j * g.outChannels();
            sumPixel(x, image + g.pixelAt(i, j, u, v), w, g.tapAt(u, v), sums, sum);
          }
        }
      }
    }
  }

  private void sumPixel(Buffer x, int pixel, Buffer w, int tap, Buffer sums, int sum) {
    Geometry g = geometry;
    if (g.isDepthwise()) {
      ScalarProduct.addProducts(g.outChannels(), x, pixel, w, tap, sums, sum);
      return;
    }
    for (int c = 0; c < g.inChannels(); c++) {
      int first = c / g.groupChannels() * g.groupFilters();
      int row = tap + c % g.groupChannels() * g.outChannels() + first;
      ScalarProduct.addScaled(g.groupFilters(), x.get(pixel + c), w, row, sums, sum + first);
    }
  }
}
