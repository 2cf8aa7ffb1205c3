package dev.kern.kernel;

import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Convolution] by [Winograd]'s algorithm: tiles of the image are transformed, multiplied by the
/// transformed filter element by element, and transformed back.
///
/// Some rows of tiles are in work at once, of one image or several, which make up units: enough
/// tiles in a unit to fill the registers of the products, and enough units that the filter is read
/// seldom. Results that are pooled, or whose tiles reach beyond the image, go through a band of
/// scratch memory.
///
/// @param most rows of tiles in work at once
/// @param products of units of fewer and fewer rows, so that any number of images is made up of
///   them
record WinogradConvolution(
    Tiling tiling,
    Epilogue epilogue,
    WinogradFilter filter,
    @Nullable Staging staging,
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

  static WinogradConvolution of(
      Winograd form,
      Geometry g,
      boolean backward,
      Epilogue epilogue,
      Machine machine,
      Specialiser specialiser) {
    Tiling tiling = new Tiling(form, g);
    int unit = tiling.unit(TILES);
    int units = Math.ceilDiv(tiling.worthwhile(), unit * tiling.columns());
    TilePitches pitches = TilePitches.of(g, units * unit * tiling.columns(), machine);
    Blocking.Block block =
        new Blocking(machine).block(unit * tiling.columns(), pitches.outRow(), g.inChannels());
    List<Cut> strips = Cut.strips(machine, pitches.outRow(), block.vectors());
    TransformPattern output = output(tiling, epilogue, pitches, machine);
    return new WinogradConvolution(
        tiling,
        epilogue,
        WinogradFilter.of(form, g, strips, backward, machine, specialiser),
        tiling.inStaging(),
        units * unit,
        pitches,
        tiling.inputTransform(pitches, machine, specialiser),
        products(tiling, unit, pitches, strips, block.pixels(), machine, specialiser),
        TileTransform.of(output, g.outChannels(), true, false, specialiser),
        form.elements() * machine.lanes(),
        pools(tiling, epilogue, machine, specialiser));
  }

  private static List<TileProduct> products(
      Tiling tiling,
      int unit,
      TilePitches pitches,
      List<Cut> strips,
      int height,
      Machine machine,
      Specialiser specialiser) {
    List<TileProduct> products = new ArrayList<>();
    for (int rows : tiling.units(unit)) {
      products.add(TileProduct.of(tiling, rows, pitches, strips, height, machine, specialiser));
    }
    return List.copyOf(products);
  }

  private static TransformPattern output(
      Tiling tiling, Epilogue epilogue, TilePitches pitches, Machine machine) {
    int filters = tiling.geometry().outChannels();
    boolean gate = epilogue.activation().isGate();
    Epilogue store =
        epilogue.pools()
            ? new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false)
            : gate ? epilogue : epilogue.withoutActivation();
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
      Tiling tiling, Epilogue epilogue, Machine machine, Specialiser specialiser) {
    return epilogue.pools()
        ? PooledConvolution.pools(
            tiling.geometry(), tiling.outRow(), epilogue, machine, specialiser)
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
  public void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt) {
    filter.pack(from, to, w, wAt, packed, packedAt);
  }

  private int frame() {
    return staging == null ? 0 : staging.size();
  }

  private boolean hasBand() {
    return epilogue.pools() || !tiling.isExact();
  }

  private int band() {
    return hasBand() ? tiling.form().outputs() * tiling.outRow() : 0;
  }

  @Override
  public int scratch() {
    int elements = tiling.form().elements();
    return frame() + tile + elements * (pitches.input() + pitches.output()) + 2 * band();
  }

  @Override
  public void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] b,
      int bAt,
      float[] y,
      int yAt,
      float[] trace,
      int traceAt,
      float[] scratch,
      int scratchAt) {
    if (staging != null) {
      staging.clear(scratch, scratchAt);
    }
    int vAt = scratchAt + frame() + tile;
    int mAt = vAt + tiling.form().elements() * pitches.input();
    int row = from * tiling.rows();
    int stop = to * tiling.rows();
    while (row < stop) {
      TileProduct product = largest(stop - row);
      int units = Math.min(most, stop - row) / product.rows();
      int end = row + units * product.rows();
      transformInput(row, end, x, xAt, scratch, scratchAt);
      product.run(units, filter.inner(), scratch, vAt, w, wAt, scratch, mAt);
      for (int r = row; r < end; r++) {
        int at = mAt + (r - row) * tiling.columns() * pitches.outRow();
        store(r, at, b, bAt, y, yAt, trace, traceAt, scratch, scratchAt);
      }
      row = end;
    }
    if (!epilogue.activation().isGate() && !epilogue.pools()) {
      int size = tiling.geometry().outSize();
      int at = yAt + from * size;
      VectorElementwise.LOOPS.activate(epilogue.activation(), (to - from) * size, y, at, y, at);
    }
  }

  /// The products of the largest unit for which so many rows are enough.
  private TileProduct largest(int rows) {
    int i = 0;
    while (products.get(i).rows() > rows) {
      i++;
    }
    return products.get(i);
  }

  /// Transforms the tiles of some rows, counted over all images.
  private void transformInput(
      int from, int to, float[] x, int xAt, float[] scratch, int scratchAt) {
    Geometry g = tiling.geometry();
    int tileAt = scratchAt + frame();
    int vAt = tileAt + tile;
    for (int row = from; row < to; row++) {
      int image = xAt + row / tiling.rows() * g.inSize();
      int inImage = row % tiling.rows();
      int line = inImage * tiling.form().outputs() * tiling.inRow();
      int v = vAt + (row - from) * tiling.columns() * pitches.inRow();
      if (staging == null) {
        input.run(tiling.columns(), x, image + line, scratch, tileAt, scratch, v);
      } else {
        if (inImage == 0) {
          staging.load(x, image, scratch, scratchAt);
        }
        input.run(tiling.columns(), scratch, scratchAt + line, scratch, tileAt, scratch, v);
      }
    }
  }

  /// Transforms a row of tiles back and stores it.
  private void store(
      int row,
      int mAt,
      float[] b,
      int bAt,
      float[] y,
      int yAt,
      float[] trace,
      int traceAt,
      float[] scratch,
      int scratchAt) {
    Geometry g = tiling.geometry();
    int tileAt = scratchAt + frame();
    int n = row / tiling.rows();
    int i = row % tiling.rows() * tiling.form().outputs();
    if (!hasBand()) {
      int at = n * g.outSize() + i * g.outRow();
      output.run(
          tiling.columns(),
          scratch,
          mAt,
          scratch,
          tileAt,
          y,
          yAt + at,
          b,
          bAt,
          trace,
          traceAt + at);
      return;
    }
    int bandAt = scratchAt + scratch() - 2 * band();
    int bitsAt = bandAt + band();
    output.run(
        tiling.columns(), scratch, mAt, scratch, tileAt, scratch, bandAt, b, bAt, scratch, bitsAt);
    int kept = Math.min(tiling.form().outputs(), g.outHeight() - i);
    if (epilogue.pools()) {
      int at = (n * g.outHeight() + i) / 2 * (g.outRow() / 2);
      pool(kept, y, yAt + at, trace, traceAt + at, scratch, bandAt);
      return;
    }
    int at = n * g.outSize() + i * g.outRow();
    crop(kept, scratch, bandAt, y, yAt + at);
    if (epilogue.trace()) {
      crop(kept, scratch, bitsAt, trace, traceAt + at);
    }
  }

  private void crop(int rows, float[] band, int bandAt, float[] y, int yAt) {
    int row = tiling.geometry().outRow();
    VectorElementwise.LOOPS.copy(rows, row, band, bandAt, tiling.outRow(), y, yAt, row);
  }

  private void pool(
      int rows, float[] y, int yAt, float[] trace, int traceAt, float[] scratch, int bandAt) {
    if (!epilogue.activation().isGate()) {
      VectorElementwise.LOOPS.activate(
          epilogue.activation(), band(), scratch, bandAt, scratch, bandAt);
    }
    int row = tiling.geometry().outRow() / 2;
    for (int r = 0; r < rows; r += 2) {
      int at = r / 2 * row;
      PooledConvolution.pool(
          pools,
          tiling.geometry().outWidth() / 2,
          scratch,
          bandAt + r * tiling.outRow(),
          y,
          yAt + at,
          trace,
          traceAt + at);
    }
  }
}
