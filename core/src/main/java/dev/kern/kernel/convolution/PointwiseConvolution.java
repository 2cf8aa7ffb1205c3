package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import java.util.ArrayList;
import java.util.List;

/// A [StripConvolution] with a window of one pixel: the product of a matrix of pixels and the
/// filter, which is packed in strips of filters.
///
/// Some blocks of pixels, which stay in the L2 cache, meet one strip after the other. With a
/// stride, the pixels that are read are copied next to each other first.
///
/// @param filter how the filter is packed
/// @param blocks the pixels of a sample, divided into blocks
/// @param together how many blocks meet a strip before they meet the next one
/// @param step input channels per turn of the kernels' loop
/// @param strips the filters
public record PointwiseConvolution(
    Geometry geometry,
    FilterStrips filter,
    List<Interval> blocks,
    int together,
    int step,
    List<Strip> strips)
    implements StripConvolution {
  /// Floats, read and written, of the blocks that meet a strip together: an eighth of a small L2
  /// cache, so that what the strips write of a pixel is still there.
  private static final int TOGETHER = 1 << 14;

  /// A filter of so few floats stays in the L1 cache: each block meets all strips at once.
  private static final int SMALL = 1 << 12;

  /// A strip of filters.
  ///
  /// @param first the first one
  /// @param packed where it begins in the packed filter
  /// @param kernels computes each block
  record Strip(int first, int packed, List<Kernel> kernels) {}

  /// Whether a convolution is one of these.
  public static boolean suits(Geometry g, Epilogue epilogue, TargetMachine machine) {
    return g.taps() == 1
        && g.groups() == 1
        && !g.pads()
        && !epilogue.pools()
        && g.outChannels() >= machine.lanes();
  }

  public static PointwiseConvolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    TargetMachine machine = specialiser.machine();
    int pixels = g.outHeight() * g.outWidth();
    RegisterBlocking.Block block =
        new RegisterBlocking(machine).pointwise(pixels, g.outChannels(), g.inChannels());
    List<Interval> blocks = Interval.even(pixels, block.pixels(), 1);
    // The most multiply-adds in a turn of a loop: longer straight-line code is compiled badly.
    int longest = machine.choose(32, 8);
    int step = g.inChannels() % 2 == 0 && 2 * block.pixels() * block.vectors() <= longest ? 2 : 1;
    FilterStrips filter =
        new FilterStrips(
            g.inChannels(),
            g.outChannels(),
            machine.lanes(),
            Interval.strips(machine, g.outChannels(), block.vectors()));
    List<Strip> strips = new ArrayList<>();
    for (Interval filters : filter.strips()) {
      List<Kernel> kernels = new ArrayList<>();
      for (Interval interval : blocks) {
        PointwisePattern pattern =
            new PointwisePattern(
                machine.lanes(),
                interval.size(),
                filters.size(),
                step,
                g.inChannels(),
                g.outChannels(),
                epilogue);
        kernels.add(specialiser.kernel(pattern));
      }
      strips.add(new Strip(filters.from(), filter.at(filters), List.copyOf(kernels)));
    }
    int size = block.pixels() * (g.inChannels() + g.outChannels());
    int together = g.filterSize() <= SMALL ? 1 : Math.max(1, TOGETHER / size);
    return new PointwiseConvolution(g, filter, blocks, together, step, List.copyOf(strips));
  }

  @Override
  public int scratch() {
    return geometry.stride() == 1 ? 0 : pixels() * geometry.inChannels();
  }

  private int pixels() {
    return geometry.outHeight() * geometry.outWidth();
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    if (geometry.stride() == 1) {
      multiply(from, to, x, w, b, y, side);
      return;
    }
    int mark = scratch.mark();
    Buffer read = scratch.take(scratch());
    Scratch.View image = scratch.view();
    for (int n = from; n < to; n++) {
      gather(geometry, x, n * geometry.inSize(), read);
      multiply(n, n + 1, image.over(read, -n * scratch()), w, b, y, side);
    }
    scratch.release(mark);
  }

  /// Copies the pixels that are read of the image that begins at element `from`.
  static void gather(Geometry g, Buffer x, int from, Buffer read) {
    int pitch = g.stride() * g.inChannels();
    for (int i = 0; i < g.outHeight(); i++) {
      int row = from + i * g.stride() * g.inRow();
      int to = i * g.outWidth() * g.inChannels();
      VectorElementwiseKernels.LOOPS.copy(
          g.outWidth(), g.inChannels(), x, row, pitch, read, to, g.inChannels());
    }
  }

  /// Computes samples from images without gaps.
  private void multiply(int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side) {
    int end = to * blocks.size();
    for (int first = from * blocks.size(); first < end; first += together) {
      int last = Math.min(end, first + together);
      for (int s = 0; s < strips.size(); s++) {
        Strip strip = strips.get(s);
        int f = strip.first;
        for (int k = first; k < last; k++) {
          int block = k % blocks.size();
          int pixel = k / blocks.size() * pixels() + blocks.get(block).from();
          int at = pixel * geometry.outChannels() + f;
          Kernel.run(
              strip.kernels.get(block),
              geometry.inChannels() / step,
              x,
              pixel * geometry.inChannels(),
              w,
              strip.packed,
              y,
              at,
              b,
              f,
              side,
              at);
        }
      }
    }
  }
}
