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
/// @param runs the pixels of a sample, divided into blocks
/// @param blocks of a sample
/// @param together how many blocks meet a strip before they meet the next one
/// @param step input channels per turn of the kernels' loop
/// @param strips the filters
public record PointwiseConvolution(
    Geometry geometry,
    FilterStrips filter,
    List<Run> runs,
    int blocks,
    int together,
    int step,
    List<Strip> strips)
    implements StripConvolution {
  /// Floats, read and written, of the blocks that meet a strip together: an eighth of a small L2
  /// cache, so that what the strips write of a pixel is still there.
  private static final int TOGETHER = 1 << 14;

  /// The same for a filter of so few floats that it stays in the L1 cache: what the blocks read
  /// shall stay there too.
  private static final int SMALL = 1 << 12;

  /// Blocks of the same size, one next to the other.
  ///
  /// @param block the number of the first one
  /// @param pixel the first one
  /// @param size pixels of a block
  record Run(int block, int pixel, int size) {}

  /// A strip of filters.
  ///
  /// @param first the first one
  /// @param packed where it begins in the packed filter
  /// @param kernels computes the blocks of each run
  record Strip(int first, int packed, List<Kernel> kernels) {}

  /// Whether a convolution is one of these.
  public static boolean suits(Geometry g, Epilogue epilogue, TargetMachine machine) {
    return g.taps() == 1
        && g.groups() == 1
        && !g.pads()
        && !epilogue.pools()
        && g.outChannels() >= machine.lanes()
        && g.inChannels() <= PointwisePattern.MOST_TURNS;
  }

  public static PointwiseConvolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    TargetMachine machine = specialiser.machine();
    int pixels = g.outHeight() * g.outWidth();
    RegisterBlocking.Block block =
        new RegisterBlocking(machine).pointwise(pixels, g.outChannels(), g.inChannels());
    List<Interval> blocks = Interval.descending(pixels, block.pixels());
    List<Run> runs = runs(blocks);
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
      for (Run run : runs) {
        PointwisePattern pattern =
            new PointwisePattern(
                machine.lanes(),
                run.size,
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
    int floats = g.filterSize() <= SMALL ? SMALL : TOGETHER;
    int together = Math.max(1, floats / size);
    return new PointwiseConvolution(
        g, filter, runs, blocks.size(), together, step, List.copyOf(strips));
  }

  private static List<Run> runs(List<Interval> blocks) {
    List<Run> runs = new ArrayList<>();
    for (int k = 0; k < blocks.size(); k++) {
      Interval block = blocks.get(k);
      if (runs.isEmpty() || runs.getLast().size != block.size()) {
        runs.add(new Run(k, block.from(), block.size()));
      }
    }
    return List.copyOf(runs);
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

  /// Computes samples from images without gaps. If all blocks have the same size, those of a sample
  /// go on in the next one.
  private void multiply(int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side) {
    int samples = runs.size() == 1 ? to - from : 1;
    for (int n = from; n < to; n += samples) {
      int end = samples * blocks;
      for (int first = 0; first < end; first += together) {
        int last = Math.min(end, first + together);
        for (int s = 0; s < strips.size(); s++) {
          multiply(n * pixels(), first, last, strips.get(s), x, w, b, y, side);
        }
      }
    }
  }

  /// Computes some filters for blocks `first` to `last`, exclusive, from pixel `pixel` on.
  private void multiply(
      int pixel,
      int first,
      int last,
      Strip strip,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side) {
    int f = strip.first;
    for (int r = 0; r < runs.size(); r++) {
      Run run = runs.get(r);
      int start = Math.max(first, run.block);
      int end = r + 1 < runs.size() ? Math.min(last, runs.get(r + 1).block) : last;
      int most = PointwisePattern.mostBlocks(geometry.inChannels());
      for (int block = start; block < end; block += most) {
        int p = pixel + run.pixel + (block - run.block) * run.size;
        int at = p * geometry.outChannels() + f;
        int count = Math.min(most, end - block);
        int n = PointwisePattern.n(count, geometry.inChannels() / step);
        int xFrom = p * geometry.inChannels();
        Kernel.run(strip.kernels.get(r), n, x, xFrom, w, strip.packed, y, at, b, f, side, at);
      }
    }
  }
}
