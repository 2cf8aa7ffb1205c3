package dev.kern.kernel;

import dev.kern.math.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// A [Product] of large matrices. A panel of the right one, as high as stays in the cache and as
/// wide as a block, is copied to where its rows lie side by side, and multiplied by all rows of the
/// left one before the next panel's sums are added (Goto and van de Geijn, "Anatomy of
/// High-Performance Matrix Multiplication", 2008).
///
/// @param rowPitch from a row of the left matrix to the next
/// @param innerPitch from an element of such a row to the next
/// @param strips the panels' columns
record PackedProduct(
    int inner, int columns, int rowPitch, int innerPitch, Epilogue epilogue, List<Panel> strips)
    implements Product {
  /// Rows of a panel: with four vectors of columns it takes a sixteenth of a megabyte.
  private static final int HEIGHT = 256;

  private static final int FEWEST_ROWS = 64;

  /// Floats of a right matrix that is worth it: smaller ones lie close enough as they are.
  private static final int SMALLEST = 1 << 19;

  /// The blocks of a strip of columns.
  ///
  /// @param first blocks that begin sums
  /// @param further blocks that add to them
  record Panel(Cut cut, Ladder first, Ladder further) {}

  /// Whether packing pays: each panel must serve many rows and be needed often.
  static boolean suits(int rows, int inner, int columns, Machine machine) {
    return rows >= FEWEST_ROWS
        && inner >= HEIGHT / 2
        && columns >= machine.lanes()
        && inner * columns >= SMALLEST;
  }

  static PackedProduct of(
      int rows,
      int inner,
      int columns,
      boolean transposeLeft,
      Epilogue epilogue,
      Machine machine,
      Specialiser specialiser) {
    int rowPitch = transposeLeft ? 1 : inner;
    int innerPitch = transposeLeft ? rows : 1;
    Epilogue begin = new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false);
    Blocking.Block block = new Blocking(machine).product(columns);
    List<Panel> strips = new ArrayList<>();
    for (Cut cut : Cut.strips(machine, columns, block.vectors())) {
      IntFunction<BlockPattern> first =
          height ->
              BlockPattern.product(
                  machine.lanes(),
                  height,
                  cut.size(),
                  rowPitch,
                  innerPitch,
                  cut.size(),
                  columns,
                  begin);
      strips.add(
          new Panel(
              cut,
              Ladder.of(block.pixels(), height -> specialiser.kernel(first.apply(height))),
              Ladder.of(
                  block.pixels(), height -> specialiser.kernel(first.apply(height).adding()))));
    }
    return new PackedProduct(inner, columns, rowPitch, innerPitch, epilogue, List.copyOf(strips));
  }

  @Override
  public int scratch() {
    return HEIGHT * strips.stream().mapToInt(panel -> panel.cut.size()).max().orElse(0);
  }

  @Override
  public void run(
      int from,
      int to,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] bias,
      int biasAt,
      float[] c,
      int cAt,
      float[] scratch,
      int scratchAt) {
    for (int s = 0; s < strips.size() && from < to; s++) {
      Panel panel = strips.get(s);
      int n = panel.cut.from();
      int width = panel.cut.size();
      for (int k = 0; k < inner; k += HEIGHT) {
        int height = Math.min(HEIGHT, inner - k);
        VectorElementwise.LOOPS.copy(
            height, width, b, bAt + k * columns + n, columns, scratch, scratchAt, width);
        Ladder ladder = k == 0 ? panel.first : panel.further;
        int left = aAt + k * innerPitch;
        ladder.run(
            from,
            to,
            height,
            a,
            left,
            rowPitch,
            scratch,
            scratchAt,
            bias,
            biasAt + n,
            c,
            cAt + n,
            columns);
      }
    }
    int size = Math.max(0, to - from) * columns;
    int at = cAt + from * columns;
    if (epilogue.activation() != Activation.IDENTITY) {
      VectorElementwise.LOOPS.activate(epilogue.activation(), size, c, at, c, at);
    }
  }
}
