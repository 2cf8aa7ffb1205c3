package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Pool;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorPool;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;

/// A [Pool] whose windows within the image are pooled by specialised kernels.
///
/// If the channels don't fill a vector, its other lanes are pooled from the channels of the pixels
/// to the right, and stored where the next pixels follow: these overwrite them. Pixels so close to
/// the end of a row that a vector reaches beyond it are pooled like those at the border.
///
/// @param from the first column that a kernel pools
/// @param to the end of these columns
/// @param strips the channels
/// @param rest pools windows that reach into the padding, and computes the gradient
public record WindowPool(
    Geometry geometry, int from, int to, List<PooledConvolution.StripPool> strips, VectorPool rest)
    implements Pool {
  private static final int VECTORS = 4;

  public static WindowPool of(Geometry g, Pooling pooling, Specialiser specialiser) {
    List<PooledConvolution.StripPool> strips = new ArrayList<>();
    int channels = g.inChannels();
    int lanes = specialiser.machine().lanes();
    int width = Math.max(channels, lanes);
    for (Interval strip : Interval.strips(specialiser.machine(), width, VECTORS)) {
      WindowPoolPattern pattern =
          new WindowPoolPattern(
              lanes,
              strip.size(),
              channels,
              g.kernelHeight(),
              g.kernelWidth(),
              g.stride() * channels,
              g.dilation() * g.inRow(),
              g.dilation() * channels,
              pooling);
      strips.add(new PooledConvolution.StripPool(specialiser.kernel(pattern), strip.from()));
    }
    int from = 0;
    while (from < g.outWidth() && g.columnOf(from, 0) < 0) {
      from++;
    }
    int to = from;
    while (to * channels + width <= g.outRow()
        && g.hasColumn(g.columnOf(to, g.kernelWidth() - 1))) {
      to++;
    }
    return new WindowPool(g, from, to, List.copyOf(strips), new VectorPool(g, pooling));
  }

  @Override
  public void run(int first, int end, Buffer x, Buffer y) {
    Geometry g = geometry;
    for (int row = first; row < end; row++) {
      int i = row % g.outHeight();
      boolean within =
          g.rowOf(i, 0) >= 0 && g.hasRow(g.rowOf(i, g.kernelHeight() - 1)) && from < to;
      int begin = within ? from : g.outWidth();
      rest.run(row, 0, begin, x, y);
      if (within) {
        int in = row / g.outHeight() * g.inSize() + g.pixelAt(i, from, 0, 0);
        pool(in, row * g.outRow() + from * g.outChannels(), x, y);
        rest.run(row, to, g.outWidth(), x, y);
      }
    }
  }

  /// Pools the pixels of a row whose windows are within the image.
  private void pool(int in, int out, Buffer x, Buffer y) {
    for (int s = 0; s < strips.size(); s++) {
      PooledConvolution.StripPool strip = strips.get(s);
      int c = strip.channel();
      Kernel.run(strip.kernel(), to - from, x, in + c, x, 0, y, out + c);
    }
  }

  @Override
  public boolean gradientInPlace() {
    return rest.gradientInPlace();
  }

  @Override
  public void gradient(int first, int end, Buffer x, Buffer dy, Buffer dx) {
    rest.gradient(first, end, x, dy, dx);
  }
}
