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
    int all = strips.size();
    if (geometry.stride() == 1) {
      // If all blocks have the same size, those of a sample go on in the next one.
      int samples = runs.size() == 1 ? to - from : 1;
      for (int n = from; n < to; n += samples) {
        multiply(n * pixels(), 0, samples * blocks, 0, all, x, w, b, y, side);
      }
      return;
    }
    for (int n = from; n < to; n++) {
      gathered(n, 0, blocks, 0, all, x, w, b, y, side, scratch);
    }
  }

  /// Whether pieces are strips of filters, each of which reads the whole image, and not blocks of
  /// pixels, each of which reads the whole filter.
  private boolean isDividedByFilters() {
    return SampleDivision.isByFilters(geometry, geometry.filterSize(), strips.size(), blocks);
  }

  @Override
  public int pieces() {
    return isDividedByFilters() ? strips.size() : blocks;
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
    boolean byFilters = isDividedByFilters();
    int first = byFilters ? 0 : from;
    int last = byFilters ? blocks : to;
    int strip = byFilters ? from : 0;
    int end = byFilters ? to : strips.size();
    if (geometry.stride() == 1) {
      multiply(n * pixels(), first, last, strip, end, x, w, b, y, side);
    } else {
      gathered(n, first, last, strip, end, x, w, b, y, side, scratch);
    }
  }

  /// Computes blocks `first` to `last` of strips `strip` to `end`, both exclusive, of a sample
  /// whose pixels are copied next to each other.
  private void gathered(
      int n,
      int first,
      int last,
      int strip,
      int end,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    int mark = scratch.mark();
    Buffer read = scratch.take(scratch());
    Scratch.View image = scratch.view();
    int row = pixel(first) / geometry.outWidth();
    int stop = Math.ceilDiv(pixel(last), geometry.outWidth());
    gather(row, stop, x, n * geometry.inSize(), read);
    image.over(read, -n * scratch());
    multiply(n * pixels(), first, last, strip, end, image, w, b, y, side);
    scratch.release(mark);
  }

  /// The first pixel of a block, or the end of the last one.
  private int pixel(int block) {
    int r = runs.size() - 1;
    while (runs.get(r).block > block) {
      r--;
    }
    Run run = runs.get(r);
    return run.pixel + (block - run.block) * run.size;
  }

  /// Copies the pixels that output rows `first` to `last`, exclusive, read of the image that begins
  /// at element `from`.
  private void gather(int first, int last, Buffer x, int from, Buffer read) {
    Geometry g = geometry;
    int pitch = g.stride() * g.inChannels();
    for (int i = first; i < last; i++) {
      int row = from + i * g.stride() * g.inRow();
      int to = i * g.outWidth() * g.inChannels();
      VectorElementwiseKernels.LOOPS.copy(
          g.outWidth(), g.inChannels(), x, row, pitch, read, to, g.inChannels());
    }
  }

  /// Computes blocks `begin` to `end`, exclusive, from pixel `pixel` on, of strips `strip` to
  /// `stop`, exclusive.
  private void multiply(
      int pixel,
      int begin,
      int end,
      int strip,
      int stop,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side) {
    for (int first = begin; first < end; first += together) {
      int last = Math.min(end, first + together);
      for (int s = strip; s < stop; s++) {
        multiply(pixel, first, last, strips.get(s), x, w, b, y, side);
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
