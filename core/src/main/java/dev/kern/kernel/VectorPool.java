package dev.kern.kernel;

import static dev.kern.kernel.VectorMath.FLOATS;
import static dev.kern.kernel.VectorMath.LANES;
import static dev.kern.kernel.VectorMath.broadcast;

import dev.kern.math.Pooling;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Pooling with any window on vectors of channels, and its gradient: each output pixel a vector at
/// a time over the pixels of its window.
///
/// @param pooling MAX or AVERAGE
record VectorPool(Geometry geometry, Pooling pooling) implements Pool, PoolGradient {
  @Override
  public void run(int from, int to, float[] x, int xAt, float[] y, int yAt) {
    Geometry g = geometry;
    int pixels = g.outHeight() * g.outWidth();
    for (int n = from; n < to; n++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        int i = pixel / g.outWidth();
        int j = pixel % g.outWidth();
        int at = yAt + (n * pixels + pixel) * g.inChannels();
        for (int c = 0; c < g.inChannels(); c += LANES) {
          VectorMask<Float> mask = FLOATS.indexInRange(c, g.inChannels());
          int image = xAt + n * g.inSize() + c;
          FloatVector pooled =
              pooling == Pooling.MAX ? max(i, j, x, image, mask) : mean(i, j, x, image, mask);
          pooled.intoArray(y, at + c, mask);
        }
      }
    }
  }

  private FloatVector max(int i, int j, float[] x, int xAt, VectorMask<Float> mask) {
    FloatVector best = broadcast(Float.NEGATIVE_INFINITY);
    for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
      for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
        best = best.max(FloatVector.fromArray(FLOATS, x, xAt + pixelAt(h, w), mask));
      }
    }
    return best;
  }

  private FloatVector mean(int i, int j, float[] x, int xAt, VectorMask<Float> mask) {
    FloatVector sum = broadcast(0);
    for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
      for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, xAt + pixelAt(h, w), mask));
      }
    }
    return sum.mul(1f / ScalarAveragePool.pixels(geometry, i, j));
  }

  @Override
  public void run(
      int from, int to, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    Geometry g = geometry;
    int pixels = g.outHeight() * g.outWidth();
    int begin = dxAt + from * g.inSize();
    Arrays.fill(dx, begin, begin + Math.max(0, to - from) * g.inSize(), 0);
    for (int n = from; n < to; n++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        int i = pixel / g.outWidth();
        int j = pixel % g.outWidth();
        int at = dyAt + (n * pixels + pixel) * g.inChannels();
        for (int c = 0; c < g.inChannels(); c += LANES) {
          VectorMask<Float> mask = FLOATS.indexInRange(c, g.inChannels());
          FloatVector gradient = FloatVector.fromArray(FLOATS, dy, at + c, mask);
          int image = n * g.inSize() + c;
          if (pooling == Pooling.MAX) {
            giveToFirstLargest(i, j, gradient, x, xAt + image, dx, dxAt + image, mask);
          } else {
            share(i, j, gradient, dx, dxAt + image, mask);
          }
        }
      }
    }
  }

  private void giveToFirstLargest(
      int i,
      int j,
      FloatVector gradient,
      float[] x,
      int xAt,
      float[] dx,
      int dxAt,
      VectorMask<Float> mask) {
    FloatVector best = max(i, j, x, xAt, mask);
    VectorMask<Float> waiting = mask;
    for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
      for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
        int at = pixelAt(h, w);
        VectorMask<Float> here =
            FloatVector.fromArray(FLOATS, x, xAt + at, mask)
                .compare(VectorOperators.EQ, best)
                .and(waiting);
        FloatVector.fromArray(FLOATS, dx, dxAt + at, mask)
            .add(gradient, here)
            .intoArray(dx, dxAt + at, mask);
        waiting = waiting.andNot(here);
      }
    }
  }

  private void share(
      int i, int j, FloatVector gradient, float[] dx, int dxAt, VectorMask<Float> mask) {
    FloatVector part = gradient.mul(1f / ScalarAveragePool.pixels(geometry, i, j));
    for (int h = firstRow(i); h < endRow(i); h += geometry.dilation()) {
      for (int w = firstColumn(j); w < endColumn(j); w += geometry.dilation()) {
        int at = dxAt + pixelAt(h, w);
        FloatVector.fromArray(FLOATS, dx, at, mask).add(part).intoArray(dx, at, mask);
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

  /// The first window position from `at` on that is not padding.
  private int first(int at) {
    return at >= 0 ? at : Math.floorMod(at, geometry.dilation());
  }
}
