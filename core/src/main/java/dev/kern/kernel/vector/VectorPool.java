package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.broadcast;
import static dev.kern.kernel.vector.VectorMath.load;
import static dev.kern.kernel.vector.VectorMath.mask;
import static dev.kern.kernel.vector.VectorMath.store;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Pool;
import dev.kern.kernel.scalar.ScalarAveragePool;
import dev.kern.math.Pooling;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Pooling with any window on vectors of channels, and its gradient: for each output pixel and each
/// vector of channels, loops over the pixels of the window.
///
/// @param pooling MAX or AVERAGE
public record VectorPool(Geometry geometry, Pooling pooling) implements Pool {
  @Override
  public void run(int from, int to, Buffer x, Buffer y) {
    for (int row = from * geometry.outHeight(); row < to * geometry.outHeight(); row++) {
      run(row, 0, geometry.outWidth(), x, y);
    }
  }

  /// Computes columns `from` to `to`, exclusive, of a row; the rows of all samples count on.
  public void run(int row, int from, int to, Buffer x, Buffer y) {
    Geometry g = geometry;
    int i = row % g.outHeight();
    int image = row / g.outHeight() * g.inSize();
    for (int j = from; j < to; j++) {
      int pixel = row * g.outWidth() + j;
      for (int c = 0; c < g.inChannels(); c += LANES) {
        VectorMask<Float> mask = mask(c, g.inChannels());
        FloatVector pooled =
            pooling == Pooling.MAX ? max(i, j, x, image + c, mask) : mean(i, j, x, image + c, mask);
        store(pooled, y, pixel * g.inChannels() + c, mask);
      }
    }
  }

  private FloatVector max(int i, int j, Buffer x, int first, VectorMask<Float> mask) {
    FloatVector best = broadcast(Float.NEGATIVE_INFINITY);
    for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
      for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
        best = best.max(load(x, first + pixelAt(h, w), mask));
      }
    }
    return best;
  }

  private FloatVector mean(int i, int j, Buffer x, int first, VectorMask<Float> mask) {
    FloatVector sum = broadcast(0);
    for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
      for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
        sum = sum.add(load(x, first + pixelAt(h, w), mask));
      }
    }
    return sum.mul(1f / ScalarAveragePool.pixels(geometry, i, j));
  }

  @Override
  public void gradient(int from, int to, Buffer x, Buffer dy, Buffer dx) {
    Geometry g = geometry;
    int pixels = g.outHeight() * g.outWidth();
    dx.fill(from * g.inSize(), to * g.inSize(), 0);
    for (int pixel = from * pixels; pixel < to * pixels; pixel++) {
      int i = pixel % pixels / g.outWidth();
      int j = pixel % g.outWidth();
      int image = pixel / pixels * g.inSize();
      int e = pixel * g.inChannels();
      if (pooling == Pooling.MAX) {
        giveToFirstLargest(i, j, e, image, x, dy, dx);
      } else {
        share(i, j, e, image, dy, dx);
      }
    }
  }

  // Plain code: vectors and masks that outlive the loops over a window would be objects.

  private void giveToFirstLargest(int i, int j, int e, int image, Buffer x, Buffer dy, Buffer dx) {
    for (int c = 0; c < geometry.inChannels(); c++) {
      int best = -1;
      for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
        for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
          int at = image + pixelAt(h, w) + c;
          best = best < 0 || x.get(at) > x.get(best) ? at : best;
        }
      }
      dx.set(best, dx.get(best) + dy.get(e + c));
    }
  }

  private void share(int i, int j, int e, int image, Buffer dy, Buffer dx) {
    float part = 1f / ScalarAveragePool.pixels(geometry, i, j);
    for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
      for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
        int at = image + pixelAt(h, w);
        for (int c = 0; c < geometry.inChannels(); c++) {
          dx.set(at + c, dx.get(at + c) + dy.get(e + c) * part);
        }
      }
    }
  }

  private int pixelAt(int h, int w) {
    return (h * geometry.inWidth() + w) * geometry.inChannels();
  }

  private int firstRow(int i) {
    return first(geometry.rowOf(i, 0));
  }

  private int firstColumn(int j) {
    return first(geometry.columnOf(j, 0));
  }

  private int endRow(int i) {
    return Math.min(geometry.inHeight(), geometry.rowOf(i, geometry.kernelHeight() - 1) + 1);
  }

  private int endColumn(int j) {
    return Math.min(geometry.inWidth(), geometry.columnOf(j, geometry.kernelWidth() - 1) + 1);
  }

  /// The first window position, from `at`, that isn't padding.
  private int first(int at) {
    return at >= 0 ? at : Math.floorMod(at, geometry.dilation());
  }
}
