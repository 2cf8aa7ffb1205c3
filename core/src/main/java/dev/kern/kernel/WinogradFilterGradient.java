package dev.kern.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A [FilterGradient] by [Winograd]'s algorithm, `dw = G' [ (B' x B) · (A dy A') ] G`, summed over
/// tiles before the last transform. For filters that fill vectors.
///
/// @param group rows of tiles in work at once
record WinogradFilterGradient(
    Tiling tiling,
    @Nullable Staging inStaging,
    @Nullable Staging outStaging,
    int group,
    TilePitches pitches,
    TileTransform input,
    TileTransform gradient,
    TileProduct product,
    FilterTransform result,
    int tile)
    implements FilterGradient {
  /// Floats of tiles in work at once: with more the sums are loaded and stored less often, with
  /// fewer all stays in the second-level cache.
  private static final int FLOATS = 1 << 16;

  private static final int FEWEST_TILES = Integer.getInteger("few", 32);

  static WinogradFilterGradient of(
      Winograd form, Geometry g, Machine machine, Specialiser specialiser) {
    Tiling tiling = new Tiling(form, g);
    int perTile = form.elements() * (g.inChannels() + g.outChannels());
    int tiles = Math.max(FEWEST_TILES, FLOATS / perTile);
    int group = Math.ceilDiv(tiles, tiling.columns());
    TilePitches pitches = TilePitches.of(g, group * tiling.columns(), machine);
    TransformPattern gradient =
        new TransformPattern(
            machine.lanes(),
            form.output().transposed(),
            form.outputs() * g.outChannels(),
            tiling.outRow(),
            g.outChannels(),
            g.outChannels(),
            form.side() * pitches.output(),
            pitches.output(),
            Epilogue.none());
    FilterTransform result =
        FilterTransform.of(
            machine,
            form.filter().transposed(),
            form.side() * pitches.filter(),
            pitches.filter(),
            form.window() * g.inChannels() * g.outChannels(),
            g.inChannels() * g.outChannels(),
            g.outChannels(),
            specialiser);
    return new WinogradFilterGradient(
        tiling,
        tiling.inStaging(),
        tiling.outStaging(),
        group,
        pitches,
        tiling.inputTransform(pitches, machine, specialiser),
        TileTransform.of(gradient, g.outChannels(), specialiser),
        TileProduct.gradient(tiling, pitches, machine, specialiser),
        result,
        form.elements() * machine.lanes());
  }

  private static int size(@Nullable Staging staging) {
    return staging == null ? 0 : staging.size();
  }

  @Override
  public int scratch() {
    int elements = tiling.form().elements();
    int matrices = pitches.input() + pitches.output() + pitches.filter();
    return size(inStaging) + size(outStaging) + tile + elements * matrices;
  }

  @Override
  public void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch,
      int scratchAt) {
    Geometry g = tiling.geometry();
    int elements = tiling.form().elements();
    int frameAt = scratchAt;
    int gradientFrameAt = frameAt + size(inStaging);
    int tileAt = gradientFrameAt + size(outStaging);
    int vAt = tileAt + tile;
    int dAt = vAt + elements * pitches.input();
    int uAt = dAt + elements * pitches.output();
    Arrays.fill(scratch, uAt, uAt + elements * pitches.filter(), 0);
    clear(inStaging, scratch, frameAt);
    clear(outStaging, scratch, gradientFrameAt);
    int rows = tiling.rows();
    int waiting = 0;
    for (int row = from * rows; row < to * rows; row++) {
      int n = row / rows;
      int r = row % rows;
      int tiles = waiting * tiling.columns();
      transform(
          input,
          inStaging,
          r,
          tiling.inRow(),
          x,
          xAt + n * g.inSize(),
          scratch,
          frameAt,
          tileAt,
          vAt + tiles * g.inChannels());
      transform(
          gradient,
          outStaging,
          r,
          tiling.outRow(),
          dy,
          dyAt + n * g.outSize(),
          scratch,
          gradientFrameAt,
          tileAt,
          dAt + tiles * g.outChannels());
      waiting++;
      if (waiting == group || row == to * rows - 1) {
        product.run(waiting * tiling.columns(), scratch, vAt, scratch, dAt, scratch, uAt);
        waiting = 0;
      }
    }
    result.run(g.inChannels(), scratch, uAt, scratch, tileAt, dw, dwAt);
  }

  private static void clear(@Nullable Staging staging, float[] scratch, int at) {
    if (staging != null) {
      staging.clear(scratch, at);
    }
  }

  /// Transforms row `r` of an image's tiles, which is staged at the first of them.
  private void transform(
      TileTransform transform,
      @Nullable Staging staging,
      int r,
      int line,
      float[] image,
      int imageAt,
      float[] scratch,
      int frameAt,
      int tileAt,
      int into) {
    int at = r * tiling.form().outputs() * line;
    if (staging == null) {
      transform.run(tiling.columns(), image, imageAt + at, scratch, tileAt, scratch, into);
      return;
    }
    if (r == 0) {
      staging.load(image, imageAt, scratch, frameAt);
    }
    transform.run(tiling.columns(), scratch, frameAt + at, scratch, tileAt, scratch, into);
  }
}
