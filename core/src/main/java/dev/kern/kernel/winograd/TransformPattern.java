package dev.kern.kernel.winograd;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Array;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.EpilogueEmitter;
import dev.kern.kernel.codegen.KernelPattern;

/// A matrix applied to both sides of square tiles, for a vector of channels: `Y = M X M'`.
///
/// ```
/// for k < n:                                     tiles
///   W = M X[k]                                   column by column
///   Y[k] = finish(W M' + b)                      row by row
/// ```
///
/// where `X[k][r][c] = x[k * xTile + r * xRow + c * xColumn]`, `Y` likewise, and `W` is a tile of
/// scratch memory, given as `w`.
///
/// @param map M
/// @param xTile the distance from a tile to the next
/// @param xRow the distance from a tile's row to the next
/// @param xColumn the distance from a tile's column to the next
/// @param epilogue what is applied to the results; a bias needs a map whose column 1 is all ones
record TransformPattern(
    int lanes,
    LinearMap map,
    int xTile,
    int xRow,
    int xColumn,
    int yTile,
    int yRow,
    int yColumn,
    Epilogue epilogue)
    implements KernelPattern {
  @Override
  public String label() {
    return "Transform%dto%d".formatted(map.inputs(), map.outputs());
  }

  @Override
  public int reach(int n) {
    int x = map.inputs() * (Math.abs(xRow) + Math.abs(xColumn)) + n * xTile;
    int y = map.outputs() * (yRow + yColumn) + n * yTile;
    int w = map.inputs() * map.outputs() * lanes;
    return Math.max(Math.max(x, y), w) + 2 * lanes;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    int in = map.inputs();
    LinearMap.Writer writer = map.new Writer(e);
    EpilogueEmitter finish = new EpilogueEmitter(e, new ChannelVectors(e, lanes, lanes), epilogue);
    Lanes bias = epilogue.bias() ? e.load(a.b(), a.bAt(), 0) : null;
    e.loop(
        a.n(),
        k -> {
          Index x = e.at(a.xAt(), k, xTile);
          Index y = e.at(a.yAt(), k, yTile);
          Index t = e.at(a.tAt(), k, yTile);
          e.loop(
              in,
              c -> {
                Lanes[] column = load(e, a.x(), e.at(x, c, xColumn), xRow);
                Index w = e.at(a.wAt(), c, lanes);
                Lanes[] mapped = writer.write(column);
                for (int r = 0; r < mapped.length; r++) {
                  e.store(mapped[r], a.w(), w, r * in * lanes);
                }
              });
          e.loop(
              map.outputs(),
              r -> {
                Lanes[] row = load(e, a.w(), e.at(a.wAt(), r, in * lanes), lanes);
                if (bias != null) {
                  row[1] = e.add(row[1], bias);
                }
                Lanes[] mapped = writer.write(row);
                EpilogueEmitter.StoreTarget to =
                    new EpilogueEmitter.StoreTarget(
                        a.y(), e.at(y, r, yRow), a.t(), e.at(t, r, yRow));
                for (int c = 0; c < mapped.length; c++) {
                  finish.pixel(mapped[c], to, c * yColumn, 0);
                }
                finish.rest(to, 1, 0, mapped.length, yColumn);
              });
        });
  }

  private Lanes[] load(Emitter e, Array array, Index at, int pitch) {
    Lanes[] all = new Lanes[map.inputs()];
    for (int i = 0; i < all.length; i++) {
      all[i] = e.load(array, at, i * pitch);
    }
    return all;
  }
}
