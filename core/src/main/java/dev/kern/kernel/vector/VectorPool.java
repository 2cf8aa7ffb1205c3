package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Pool;
import dev.kern.kernel.scalar.ScalarAveragePool;
import dev.kern.math.Pooling;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Pooling with any window on vectors of channels, and its gradient: for each output pixel and each
/// vector of channels, loops over the pixels of the window.
///
/// @param pooling MAX or AVERAGE
public record VectorPool(Geometry geometry, Pooling pooling) implements Pool {
  @Override
  public void run(int from, int to, Buffer x, Buffer y) {
    for (int row = from; row < to; row++) {
      run(row, 0, geometry.outWidth(), x, y);
    }
  }

  /// Computes columns `from` to `to`, exclusive, of a row; the rows of all samples count on.
  public void run(int row, int from, int to, Buffer x, Buffer y) {
    Geometry g = geometry;
    boolean max = pooling == Pooling.MAX;
    int i = row % g.outHeight();
    int image = row / g.outHeight() * g.inSize();
    int firstRow = firstRow(i);
    int endRow = endRow(i);
    for (int j = from; j < to; j++) {
      int firstColumn = firstColumn(j);
      int endColumn = endColumn(j);
      int pixel = (row * g.outWidth() + j) * g.inChannels();
      float factor = max ? 1 : 1f / ScalarAveragePool.pixels(g, i, j);
      for (int c = 0; c < g.inChannels(); c += LANES) {
        VectorMask<Float> mask = FLOATS.indexInRange(c, g.inChannels());
        FloatVector pooled = broadcast(FLOATS, max ? Float.NEGATIVE_INFINITY : 0);
        for (int h = firstRow; h < endRow; h += g.dilation()) {
          for (int w = firstColumn; w < endColumn; w += g.dilation()) {
            int at = x.at() + image + pixelAt(h, w) + c;
            FloatVector value = fromArray(FLOATS, x.array(), at, mask);
            pooled = max ? value.max(pooled) : value.add(pooled);
          }
        }
        pooled.mul(factor).intoArray(y.array(), y.at() + pixel + c, mask);
      }
    }
  }

  @Override
  public boolean gradientInPlace() {
    return pooling == Pooling.MAX && isHalving();
  }

  @Override
  public void gradient(int from, int to, Buffer x, Buffer dy, Buffer dx) {
    Geometry g = geometry;
    if (gradientInPlace()) {
      for (int row = from * g.outHeight(); row < to * g.outHeight(); row++) {
        halve(row, x, dy, dx);
      }
      return;
    }
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

  /// Whether windows of 2 × 2 pixels lie side by side.
  private boolean isHalving() {
    Geometry g = geometry;
    return g.kernelHeight() == 2
        && g.kernelWidth() == 2
        && g.stride() == 2
        && g.dilation() == 1
        && !g.pads()
        && g.inHeight() / 2 == g.outHeight()
        && g.inWidth() / 2 == g.outWidth()
        && g.inChannels() % LANES == 0;
  }

  /// The gradient of a row of windows that share no pixel; with the last row, that of the pixels
  /// below it, which are in no window.
  private void halve(int row, Buffer x, Buffer dy, Buffer dx) {
    Geometry g = geometry;
    int c = g.inChannels();
    int below = g.inRow();
    int image = row / g.outHeight() * g.inSize();
    int i = row % g.outHeight();
    int at = image + 2 * i * below;
    for (int e = row * g.outRow(); e < (row + 1) * g.outRow(); e += c, at += 2 * c) {
      for (int k = 0; k < c; k += LANES) {
        giveToLargestOfFour(e + k, at + k, c, below, x, dy, dx);
      }
    }
    if (g.inWidth() % 2 != 0) {
      dx.fill(at, at + c, 0);
      dx.fill(at + below, at + below + c, 0);
    }
    if (i == g.outHeight() - 1) {
      dx.fill(image + 2 * g.outHeight() * below, image + g.inSize(), 0);
    }
  }

  /// Stores the gradients of a window of 2 × 2 pixels, for a vector of channels.
  private static void giveToLargestOfFour(
      int e, int at, int right, int below, Buffer x, Buffer dy, Buffer dx) {
    float[] a = x.array();
    FloatVector gradient = fromArray(FLOATS, dy.array(), dy.at() + e);
    FloatVector first = fromArray(FLOATS, a, x.at() + at);
    FloatVector second = fromArray(FLOATS, a, x.at() + at + right);
    FloatVector third = fromArray(FLOATS, a, x.at() + at + below);
    FloatVector fourth = fromArray(FLOATS, a, x.at() + at + below + right);
    FloatVector best = first.max(second).max(third.max(fourth));
    FloatVector zero = FloatVector.zero(FLOATS);
    VectorMask<Float> one = first.compare(VectorOperators.EQ, best);
    VectorMask<Float> two = second.compare(VectorOperators.EQ, best).andNot(one);
    VectorMask<Float> before = one.or(two);
    VectorMask<Float> three = third.compare(VectorOperators.EQ, best).andNot(before);
    VectorMask<Float> four = fourth.compare(VectorOperators.EQ, best).andNot(before.or(three));
    float[] to = dx.array();
    zero.blend(gradient, one).intoArray(to, dx.at() + at);
    zero.blend(gradient, two).intoArray(to, dx.at() + at + right);
    zero.blend(gradient, three).intoArray(to, dx.at() + at + below);
    zero.blend(gradient, four).intoArray(to, dx.at() + at + below + right);
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
