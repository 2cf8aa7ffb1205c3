package dev.kern.kernel.convolution;

import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.KernelPattern;
import dev.kern.math.Pooling;

/// Pooling of a few channels over windows that lie within the image.
///
/// ```
/// for j < n:                                     pixels of a row
///   y[j * outer] = max or mean over u < height, v < width of
///                  x[j * xPixel + u * xRow + v * xColumn]
/// ```
///
/// @param channels of this strip
/// @param outer channels of the tensor, of which this strip has some
/// @param height rows of the window
/// @param width columns of the window
/// @param xPixel from a pixel's window to the next one's
/// @param xRow from a row of the window to the next
/// @param xColumn from a column of the window to the next
record WindowPoolPattern(
    int lanes,
    int channels,
    int outer,
    int height,
    int width,
    int xPixel,
    int xRow,
    int xColumn,
    Pooling pooling)
    implements KernelPattern {
  /// Windows of more elements are loops.
  private static final int UNROLLED = 9;

  @Override
  public String label() {
    return "WindowPool%dx%dx%d".formatted(height, width, channels);
  }

  @Override
  public int reach(int n) {
    return n * Math.max(outer, xPixel) + height * xRow + width * xColumn + channels + 2 * lanes;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    ChannelVectors strip = new ChannelVectors(e, lanes, channels);
    boolean max = pooling == Pooling.MAX;
    Lanes begin = e.splat(max ? Float.NEGATIVE_INFINITY : 0);
    Lanes factor = e.splat(1f / (height * width));
    e.loop(
        a.n(),
        j -> {
          Index x = e.at(a.xAt(), j, xPixel);
          Lanes[] pooled = new Lanes[strip.count()];
          for (int i = 0; i < pooled.length; i++) {
            pooled[i] = e.copy(begin);
          }
          if (height * width <= UNROLLED) {
            for (int u = 0; u < height; u++) {
              for (int v = 0; v < width; v++) {
                add(e, a, strip, pooled, x, u * xRow + v * xColumn);
              }
            }
          } else {
            e.loop(
                height,
                u -> {
                  Index row = e.at(x, u, xRow);
                  e.loop(width, v -> add(e, a, strip, pooled, e.at(row, v, xColumn), 0));
                });
          }
          Index y = e.at(a.yAt(), j, outer);
          for (int i = 0; i < pooled.length; i++) {
            strip.store(max ? pooled[i] : e.multiply(pooled[i], factor), a.y(), y, 0, i);
          }
        });
  }

  private void add(
      Emitter e, Arguments a, ChannelVectors strip, Lanes[] pooled, Index at, int offset) {
    for (int i = 0; i < pooled.length; i++) {
      Lanes x = strip.load(a.x(), at, offset, i);
      e.set(pooled[i], pooling == Pooling.MAX ? e.max(x, pooled[i]) : e.add(x, pooled[i]));
    }
  }
}
