package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.convolution.PaddedLayout;
import dev.kern.kernel.convolution.PooledConvolution;
import dev.kern.kernel.convolution.SampleDivision;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;

/// A [Convolution] by [Winograd]'s algorithm: tiles of the image are transformed, multiplied by the
/// transformed filter element by element, and transformed back.
///
/// Several rows of tiles, of one image or more, are processed at once, in units: a unit has enough
/// tiles to fill the registers of the products, and there are enough units that the filter is
/// rarely read. Results that are pooled, or whose tiles reach beyond the image, go through a band
/// of scratch memory.
///
/// @param most the most rows of tiles processed at once
/// @param products the products of units with fewer and fewer rows, which can be combined to any
///   number of images
public record WinogradConvolution(
    Tiling tiling,
    Epilogue epilogue,
    WinogradFilter filter,
    PaddedLayout staging,
    int most,
    TilePitches pitches,
    TileTransform input,
    List<TileProduct> products,
    TileTransform output,
    int tile,
    List<PooledConvolution.StripPool> pools)
    implements Convolution {
  /// Tiles in a unit: fewer don't fill the registers of the products.
  private static final int TILES = 16;

  public static WinogradConvolution of(
      Winograd form, Geometry g, boolean backward, Epilogue epilogue, Specialiser specialiser) {
    Tiling tiling = new Tiling(form, g);
    int unit = tiling.unit(TILES);
    int units = Math.ceilDiv(tiling.worthwhile(), unit * tiling.columns());
    TilePitches pitches = TilePitches.of(g, units * unit * tiling.columns(), specialiser.machine());
    RegisterBlocking.Block block =
        new RegisterBlocking(specialiser.machine())
            .block(unit * tiling.columns(), pitches.filters(), g.inChannels());
    List<Interval> strips =
        Interval.strips(specialiser.machine(), pitches.filters(), block.vectors());
    TransformPattern output = output(tiling, epilogue, pitches, specialiser.machine());
    return new WinogradConvolution(
        tiling,
        epilogue,
        WinogradFilter.of(form, g, strips, backward, specialiser),
        tiling.inStaging(),
        units * unit,
        pitches,
        tiling.inputTransform(pitches, specialiser),
        products(tiling, unit, pitches, strips, block.pixels(), specialiser),
        TileTransform.of(output, g.outChannels(), true, false, specialiser),
        form.elements() * specialiser.machine().lanes(),
        pools(tiling, epilogue, specialiser));
  }

  private static List<TileProduct> products(
      Tiling tiling,
      int unit,
      TilePitches pitches,
      List<Interval> strips,
      int height,
      Specialiser specialiser) {
    List<TileProduct> products = new ArrayList<>();
    for (int rows : tiling.units(unit)) {
      products.add(TileProduct.of(tiling, rows, pitches, strips, height, specialiser));
    }
    return List.copyOf(products);
  }

  private static TransformPattern output(
      Tiling tiling, Epilogue epilogue, TilePitches pitches, TargetMachine machine) {
    int filters = tiling.geometry().outChannels();
    Epilogue store =
        epilogue.pools()
            ? new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false)
            : epilogue;
    return new TransformPattern(
        machine.lanes(),
        tiling.form().output(),
        pitches.outRow(),
        tiling.form().side() * pitches.output(),
        pitches.output(),
        tiling.form().outputs() * filters,
        tiling.outRow(),
        filters,
        store);
  }

  private static List<PooledConvolution.StripPool> pools(
      Tiling tiling, Epilogue epilogue, Specialiser specialiser) {
    return epilogue.pools()
        ? PooledConvolution.pools(tiling.geometry(), tiling.outRow(), epilogue, specialiser)
        : List.of();
  }

  @Override
  public int packed() {
    return filter.packed();
  }

  @Override
  public int parts() {
    return filter.inner();
  }

  @Override
  public void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    filter.pack(from, to, w, packed);
  }

  private int band() {
    return epilogue.pools() || !tiling.isExact() ? tiling.form().outputs() * tiling.outRow() : 0;
  }

  @Override
  public int scratch() {
    int elements = tiling.form().elements();
    return staging.size() + tile + elements * (pitches.input() + pitches.output()) + 2 * band();
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    int rows = tiling.rows();
    rows(from * rows, to * rows, 0, filter.strips().size(), x, w, b, y, side, scratch);
  }

  /// Whether pieces are panels of filters, each of which reads the whole image, and not rows of
  /// tiles, each of which reads the whole filter.
  private boolean isDividedByFilters() {
    int panels = filter.strips().size();
    int rows = tiling.rows() / fewest();
    return !epilogue.pools()
        && SampleDivision.isByFilters(tiling.geometry(), filter.size(), panels, rows);
  }

  /// Rows of tiles of the smallest unit, which divides those of an image.
  private int fewest() {
    return products.getLast().rows();
  }

  @Override
  public int pieces() {
    return isDividedByFilters() ? filter.strips().size() : tiling.rows() / fewest();
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
    int rows = tiling.rows();
    if (isDividedByFilters()) {
      rows(n * rows, (n + 1) * rows, from, to, x, w, b, y, side, scratch);
    } else {
      int all = filter.strips().size();
      int first = n * rows + from * fewest();
      rows(first, first + (to - from) * fewest(), 0, all, x, w, b, y, side, scratch);
    }
  }

  /// Computes panels `first` to `last`, exclusive, of rows `from` to `to`, exclusive, of the tiles
  /// of all samples.
  private void rows(
      int from,
      int to,
      int first,
      int last,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    int mark = scratch.mark();
    boolean whole = from % tiling.rows() == 0 && to % tiling.rows() == 0;
    Buffer frame = whole ? staging.frame(scratch) : scratch.take(staging.size());
    Buffer work = scratch.take(tile);
    Buffer v = scratch.take(tiling.form().elements() * pitches.input());
    Buffer m = scratch.take(tiling.form().elements() * pitches.output());
    Buffer band = scratch.take(band());
    Buffer ofBand = scratch.take(band());
    Scratch.View image = scratch.view();
    Scratch.View ofRow = scratch.view();
    int f = filter.strips().get(first).from();
    int end = filter.strips().get(last - 1).to();
    int row = from;
    while (row < to) {
      TileProduct product = largest(to - row);
      int units = Math.min(most, to - row) / product.rows();
      int next = row + units * product.rows();
      for (int r = row; r < next; r++) {
        if (whole && r % tiling.rows() == 0) {
          staging.load(x, r / tiling.rows() * tiling.geometry().inSize(), frame, image);
        } else if (r == from) {
          load(from, to, x, frame, image);
        }
        int line = r % tiling.rows() * tiling.form().outputs() * tiling.inRow();
        int into = (r - row) * tiling.columns() * pitches.inRow();
        input.run(tiling.columns(), image, line, work, v, into);
      }
      product.run(first, last, units, filter.inner(), v, w, m);
      for (int r = row; r < next; r++) {
        ofRow.over(m, (r - row) * tiling.columns() * pitches.outRow());
        store(f, end, r, ofRow, b, y, side, work, band, ofBand);
      }
      row = next;
    }
    scratch.release(mark);
  }

  /// Loads what rows `from` to `to`, exclusive, of the tiles of one sample read.
  private void load(int from, int to, Buffer x, Buffer frame, Scratch.View image) {
    int first = from % tiling.rows() * tiling.form().outputs();
    int end = first + (to - from) * tiling.form().outputs() + tiling.form().window() - 1;
    int sample = from / tiling.rows();
    staging.loadRows(first, end, x, sample * tiling.geometry().inSize(), frame, image);
  }

  /// The products of the largest unit that has at most this many rows.
  private TileProduct largest(int rows) {
    int i = 0;
    while (products.get(i).rows() > rows) {
      i++;
    }
    return products.get(i);
  }

  /// Transforms filters `f` to `end`, multiples of a vector, of a row of tiles back and stores
  /// them; `w` is scratch memory.
  private void store(
      int f,
      int end,
      int row,
      Buffer m,
      Buffer b,
      Buffer y,
      Buffer t,
      Buffer w,
      Buffer band,
      Buffer ofBand) {
    Geometry g = tiling.geometry();
    int i = row % tiling.rows() * tiling.form().outputs();
    int pixels = row / tiling.rows() * g.outHeight() + i;
    int at = pixels * g.outRow();
    if (band() == 0) {
      output.run(f, end, tiling.columns(), m, 0, w, y, at, b, t, at);
      return;
    }
    int kept = Math.min(tiling.form().outputs(), g.outHeight() - i);
    if (epilogue.residual()) {
      VectorElementwiseKernels.LOOPS.copy(
          kept, g.outRow(), t, at, g.outRow(), ofBand, 0, tiling.outRow());
    }
    output.run(f, end, tiling.columns(), m, 0, w, band, 0, b, ofBand, 0);
    if (epilogue.pools()) {
      pool(kept, band, y, t, pixels / 2 * (g.outRow() / 2));
      return;
    }
    crop(f, end, kept, band, y, at);
    if (epilogue.trace()) {
      crop(f, end, kept, ofBand, t, at);
    }
  }

  /// Copies filters `f` to `end` of rows of the band to the result.
  private void crop(int f, int end, int rows, Buffer band, Buffer y, int to) {
    Geometry g = tiling.geometry();
    int filters = g.outChannels();
    if (f == 0 && end >= filters) {
      VectorElementwiseKernels.LOOPS.copy(
          rows, g.outRow(), band, 0, tiling.outRow(), y, to, g.outRow());
      return;
    }
    int count = Math.min(end, filters) - f;
    for (int r = 0; r < rows; r++) {
      int at = to + r * g.outRow() + f;
      VectorElementwiseKernels.LOOPS.copy(
          g.outWidth(), count, band, r * tiling.outRow() + f, filters, y, at, filters);
    }
  }

  private void pool(int rows, Buffer band, Buffer y, Buffer trace, int to) {
    if (!epilogue.activation().isGate()) {
      VectorElementwiseKernels.LOOPS.activate(0, band(), epilogue.activation(), band, band);
    }
    int pixels = tiling.geometry().outWidth() / 2;
    for (int r = 0; r < rows; r += 2) {
      int row = to + r / 2 * tiling.geometry().outRow() / 2;
      PooledConvolution.pool(pools, pixels, band, r * tiling.outRow(), y, trace, row);
    }
  }
}
