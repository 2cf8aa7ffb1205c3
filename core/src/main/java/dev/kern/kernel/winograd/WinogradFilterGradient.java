package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.convolution.PaddedLayout;
import java.util.List;

/// A [FilterGradient] by [Winograd]'s algorithm, `dw = G' [ (B' x B) · (A dy A') ] G`, summed over
/// tiles before the last transform.
///
/// @param group rows of tiles processed at once, if there are enough
public record WinogradFilterGradient(
    Tiling tiling,
    PaddedLayout inStaging,
    PaddedLayout outStaging,
    int group,
    TilePitches pitches,
    TileTransform input,
    TileTransform gradient,
    FilterSums sums,
    int tile)
    implements FilterGradient {
  /// Tiles processed at once: with fewer, the sums are loaded and stored too often.
  private static final int TILES = 32;

  public static WinogradFilterGradient of(Winograd form, Geometry g, Specialiser specialiser) {
    Tiling tiling = new Tiling(form, g);
    List<Interval> slices = FilterGradient.slices(g);
    int group = Math.ceilDiv(Math.max(TILES, tiling.worthwhile()), tiling.columns());
    int tiles = group * tiling.columns();
    TilePitches pitches = TilePitches.of(g, tiles, specialiser.machine());
    TransformPattern gradient =
        new TransformPattern(
            specialiser.machine().lanes(),
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
        tiling.inputTransform(pitches, specialiser),
        TileTransform.of(gradient, g.outChannels(), false, true, specialiser),
        FilterSums.of(tiling, slices, tiles, pitches, specialiser),
        form.elements() * specialiser.machine().lanes());
  }

  @Override
  public int slices() {
    return sums.slices().size();
  }

  @Override
  public int scratch() {
    int elements = tiling.form().elements();
    int matrices = elements * (pitches.input() + pitches.output());
    return inStaging.size() + outStaging.size() + tile + matrices + sums.size();
  }

  @Override
  public void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    int mark = scratch.mark();
    Geometry g = tiling.geometry();
    Buffer inFrame = inStaging.frame(scratch);
    Buffer outFrame = outStaging.frame(scratch);
    Buffer w = scratch.take(tile);
    Buffer v = scratch.take(tiling.form().elements() * pitches.input());
    Buffer d = scratch.take(tiling.form().elements() * pitches.output());
    Buffer u = scratch.take(sums.size());
    Scratch.View image = scratch.view();
    Scratch.View outImage = scratch.view();
    Interval channels = sums.slices().get(slice).channels();
    int start = from * tiling.rows();
    int stop = to * tiling.rows();
    int row = start;
    do {
      int end = Math.min(stop, row + group);
      for (int r = row; r < end; r++) {
        int n = r / tiling.rows();
        int i = r % tiling.rows() * tiling.form().outputs();
        if (i == 0) {
          inStaging.load(x, n * g.inSize(), inFrame, image);
          outStaging.load(dy, n * g.outSize(), outFrame, outImage);
        }
        int columns = tiling.columns();
        int tiles = (r - row) * columns;
        input.run(channels, columns, image, i * tiling.inRow(), w, v, tiles * pitches.inRow());
        gradient.run(columns, outImage, i * tiling.outRow(), w, d, tiles * pitches.outRow());
      }
      int tiles = (end - row) * tiling.columns();
      sums.run(slice, tiles, row == start, end == stop, v, d, u, w, dw);
      row = end;
    } while (row < stop);
    scratch.release(mark);
  }
}
