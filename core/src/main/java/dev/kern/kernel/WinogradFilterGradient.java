package dev.kern.kernel;

import org.jspecify.annotations.Nullable;

/// A [FilterGradient] by [Winograd]'s algorithm, `dw = G' [ (B' x B) · (A dy A') ] G`, summed over
/// tiles before the last transform.
///
/// @param group rows of tiles in work at once, if there are enough
record WinogradFilterGradient(
    Tiling tiling,
    @Nullable Staging inStaging,
    @Nullable Staging outStaging,
    int group,
    TilePitches pitches,
    TileTransform input,
    TileTransform gradient,
    FilterSums sums,
    int tile)
    implements FilterGradient {
  /// Tiles in work at once: with fewer the sums are loaded and stored too often.
  private static final int TILES = 32;

  static WinogradFilterGradient of(
      Winograd form, Geometry g, Machine machine, Specialiser specialiser) {
    Tiling tiling = new Tiling(form, g);
    int group = Math.ceilDiv(Math.max(TILES, tiling.worthwhile()), tiling.columns());
    int tiles = group * tiling.columns();
    TilePitches pitches = TilePitches.of(g, tiles, machine);
    TransformPattern gradient =
        new TransformPattern(
            machine.lanes(),
            form.output().transposed(),
            form.outputs() * g.outChannels(),
            tiling.outRow(),
            g.outChannels(),
            pitches.outRow(),
            form.side() * pitches.output(),
            pitches.output(),
            Epilogue.none());
    return new WinogradFilterGradient(
        tiling,
        tiling.inStaging(),
        tiling.outStaging(),
        group,
        pitches,
        tiling.inputTransform(pitches, machine, specialiser),
        TileTransform.of(gradient, g.outChannels(), false, true, specialiser),
        FilterSums.of(tiling, tiles, pitches, machine, specialiser),
        form.elements() * machine.lanes());
  }

  private static int size(@Nullable Staging staging) {
    return staging == null ? 0 : staging.size();
  }

  @Override
  public int scratch() {
    int elements = tiling.form().elements();
    int matrices = elements * (pitches.input() + pitches.output());
    return size(inStaging) + size(outStaging) + tile + matrices + sums.size();
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
    clear(inStaging, scratch, frameAt);
    clear(outStaging, scratch, gradientFrameAt);
    int start = from * tiling.rows();
    int stop = to * tiling.rows();
    int row = start;
    do {
      int end = Math.min(stop, row + group);
      for (int r = row; r < end; r++) {
        int n = r / tiling.rows();
        int inImage = r % tiling.rows();
        int tiles = (r - row) * tiling.columns();
        transform(
            input,
            inStaging,
            inImage,
            tiling.inRow(),
            x,
            xAt + n * g.inSize(),
            scratch,
            frameAt,
            tileAt,
            vAt + tiles * pitches.inRow());
        transform(
            gradient,
            outStaging,
            inImage,
            tiling.outRow(),
            dy,
            dyAt + n * g.outSize(),
            scratch,
            gradientFrameAt,
            tileAt,
            dAt + tiles * pitches.outRow());
      }
      int tiles = (end - row) * tiling.columns();
      sums.run(tiles, row == start, end == stop, scratch, vAt, dAt, uAt, tileAt, dw, dwAt);
      row = end;
    } while (row < stop);
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
