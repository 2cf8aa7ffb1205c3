package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.gemm.BlockPattern;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import java.util.ArrayList;
import java.util.List;

/// A [FilterGradient] as a product for each window position: of the transposed matrix of the pixels
/// that the position reads, and that of `dy`.
///
/// A band of pixels, which stays in the L1 cache, is added to all blocks of the filter before the
/// next one is. Its `dy` is packed in strips of filters; its pixels are copied next to each other,
/// a line further apart than a power of two, unless they already are.
///
/// @param rows of the output in a band, of one sample or more
/// @param pitch from a copied pixel to the next; 0 if pixels aren't copied
/// @param parts of the filter
public record ProductFilterGradient(Geometry geometry, int rows, int pitch, List<Slice> parts)
    implements FilterGradient {
  /// About so many pixels make up a band.
  private static final int BAND = 64;

  /// Below so many multiply-adds per pixel and window position, copies cost too much.
  private static final int WORTH_COPIES = 1 << 12;

  /// Pixels that a multiple of so many floats apart share a few sets of the L1 cache.
  private static final int CLASHING = 128;

  private static final int LINE = 16;

  /// A block of channels and filters.
  record Block(Kernel kernel, Interval channels, Interval filters) {}

  /// The blocks of some channels.
  record Slice(Interval channels, List<Block> blocks) {}

  /// Whether a convolution is computed best like this, on any machine: its filters fill the longest
  /// vectors.
  public static boolean suits(Geometry g) {
    return g.groups() == 1
        && g.outChannels() >= 16
        && (g.isPixelByPixel() || g.inChannels() * g.outChannels() >= WORTH_COPIES);
  }

  public static ProductFilterGradient of(Geometry g, Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    int channels = g.inChannels();
    int filters = g.outChannels();
    boolean clashing = channels % CLASHING == 0;
    int pitch = g.isPixelByPixel() && !clashing ? 0 : channels + (clashing ? LINE : 0);
    RegisterBlocking.Block best =
        new RegisterBlocking(specialiser.machine()).block(channels, filters, BAND);
    // Sums are added to the filter: where vectors overlap, they must be of one strip, which loads
    // both before it stores either.
    int whole = filters % lanes == 0 ? filters : (filters / lanes - 1) * lanes;
    List<Interval> strips = new ArrayList<>();
    if (whole > 0) {
      strips.addAll(Interval.strips(specialiser.machine(), whole, best.vectors()));
    }
    if (whole < filters) {
      strips.add(new Interval(whole, filters));
    }
    List<Slice> slices = new ArrayList<>();
    for (Interval slice : FilterGradient.slices(g)) {
      List<Block> blocks = new ArrayList<>();
      for (Interval strip : strips) {
        for (Interval rows : Interval.even(slice.size(), best.pixels(), 1)) {
          BlockPattern pattern =
              BlockPattern.product(
                  lanes,
                  rows.size(),
                  strip.size(),
                  1,
                  pitch == 0 ? channels : pitch,
                  strip.size(),
                  filters,
                  Epilogue.none());
          Interval part = new Interval(slice.from() + rows.from(), slice.from() + rows.to());
          blocks.add(new Block(specialiser.kernel(pattern.adding()), part, strip));
        }
      }
      slices.add(new Slice(slice, List.copyOf(blocks)));
    }
    int rows = Math.ceilDiv(BAND, g.outWidth());
    return new ProductFilterGradient(g, rows, pitch, List.copyOf(slices));
  }

  @Override
  public int slices() {
    return parts.size();
  }

  private int pixels() {
    return rows * geometry.outWidth();
  }

  @Override
  public int scratch() {
    return pixels() * (pitch + geometry.outChannels());
  }

  @Override
  public void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    Geometry g = geometry;
    Slice part = parts.get(slice);
    clear(part, dw);
    int mark = scratch.mark();
    Buffer packed = scratch.take(pixels() * g.outChannels());
    Buffer copied = scratch.take(pixels() * pitch);
    for (int row = from * g.outHeight(); row < to * g.outHeight(); row += rows) {
      int end = Math.min(to * g.outHeight(), row + rows);
      int n = (end - row) * g.outWidth();
      pack(part, n, row * g.outRow(), dy, packed);
      if (pitch == 0) {
        add(part, n, x, row * g.outWidth() * g.inChannels(), packed, dw, 0);
        continue;
      }
      for (int u = 0; u < g.kernelHeight(); u++) {
        for (int v = 0; v < g.kernelWidth(); v++) {
          for (int r = row; r < end; r++) {
            copy(part.channels, u, v, r, x, copied, (r - row) * g.outWidth() * pitch);
          }
          add(part, n, copied, 0, packed, dw, g.tapAt(u, v));
        }
      }
    }
    scratch.release(mark);
  }

  private void clear(Slice part, Buffer dw) {
    int f = geometry.outChannels();
    for (int tap = 0; tap < geometry.taps(); tap++) {
      int row = tap * geometry.inChannels();
      dw.fill((row + part.channels.from()) * f, (row + part.channels.to()) * f, 0);
    }
  }

  /// Copies the `dy` of `n` pixels, from element `from` on, strip by strip.
  private void pack(Slice part, int n, int from, Buffer dy, Buffer packed) {
    int f = geometry.outChannels();
    int done = 0;
    for (int i = 0; i < part.blocks.size(); i++) {
      Interval strip = part.blocks.get(i).filters;
      if (strip.to() > done) {
        int at = n * strip.from();
        VectorElementwiseKernels.LOOPS.copy(
            n, strip.size(), dy, from + strip.from(), f, packed, at, strip.size());
        done = strip.to();
      }
    }
  }

  /// Copies what a window position reads for a row of the output, zeros for padding; the rows of
  /// all samples count on.
  private void copy(Interval channels, int u, int v, int row, Buffer x, Buffer to, int at) {
    Geometry g = geometry;
    int first = 0;
    while (first < g.outWidth() && g.columnOf(first, v) < 0) {
      first++;
    }
    int end = first;
    while (end < g.outWidth() && g.hasColumn(g.columnOf(end, v))) {
      end++;
    }
    int h = g.rowOf(row % g.outHeight(), u);
    int begin = g.hasRow(h) ? first : end;
    to.fill(at, at + begin * pitch, 0);
    to.fill(at + end * pitch, at + g.outWidth() * pitch, 0);
    if (begin < end) {
      int image = row / g.outHeight() * g.inSize();
      int from = image + h * g.inRow() + g.columnOf(begin, v) * g.inChannels() + channels.from();
      int into = at + begin * pitch + channels.from();
      int step = g.stride() * g.inChannels();
      VectorElementwiseKernels.LOOPS.copy(
          end - begin, channels.size(), x, from, step, to, into, pitch);
    }
  }

  /// Adds the products of `n` pixels, those of the image from element `from` on, to a position of
  /// the filter.
  private void add(Slice part, int n, Buffer x, int from, Buffer packed, Buffer dw, int tap) {
    int f = geometry.outChannels();
    for (int i = 0; i < part.blocks.size(); i++) {
      Block block = part.blocks.get(i);
      int channel = block.channels.from();
      int at = tap + channel * f + block.filters.from();
      Kernel.run(block.kernel, n, x, from + channel, packed, n * block.filters.from(), dw, at);
    }
  }
}
