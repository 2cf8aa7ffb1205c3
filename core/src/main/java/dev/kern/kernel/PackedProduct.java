package dev.kern.kernel;

import dev.kern.math.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// A [Product] of large matrices, which copies what it reads to where it lies side by side: some
/// rows of the left matrix, and panel by panel the right one, as high as those and as wide as a
/// block. A panel is multiplied by all these rows before the next one is copied, and its sums are
/// added to those of the panels above it (Goto and van de Geijn, "Anatomy of High-Performance
/// Matrix Multiplication", 2008).
///
/// @param rowPitch from a row of the left matrix to the next
/// @param innerPitch from an element of such a row to the next
/// @param strips the panels' columns
record PackedProduct(
    int inner, int columns, int rowPitch, int innerPitch, Epilogue epilogue, List<Panel> strips)
    implements Product {
  /// Rows of a panel. Lower ones would stay in the first cache, but each panel reads and writes all
  /// sums: on Zen 5, 512 rows beat 256 by a tenth.
  private static final int HEIGHT = 512;

  /// Rows of the left matrix that are copied at a time: half a megabyte, in the second cache.
  private static final int ROWS = 256;

  private static final int FEWEST_ROWS = 64;
  private static final int FEWEST_TERMS = 128;

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
        && inner >= FEWEST_TERMS
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
                  machine.lanes(), height, cut.size(), 1, height, cut.size(), columns, begin);
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
    return HEIGHT * (ROWS + strips.stream().mapToInt(panel -> panel.cut.size()).max().orElse(0));
  }

  @Override
  public boolean copies() {
    return true;
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
    int panelAt = scratchAt + ROWS * HEIGHT;
    for (int m = from; m < to; m += ROWS) {
      int rows = Math.min(ROWS, to - m);
      for (int k = 0; k < inner; k += HEIGHT) {
        int height = Math.min(HEIGHT, inner - k);
        packLeft(rows, height, a, aAt + m * rowPitch + k * innerPitch, scratch, scratchAt);
        for (int s = 0; s < strips.size(); s++) {
          Panel panel = strips.get(s);
          int n = panel.cut.from();
          int width = panel.cut.size();
          VectorElementwise.LOOPS.copy(
              height, width, b, bAt + k * columns + n, columns, scratch, panelAt, width);
          Ladder ladder = k == 0 ? panel.first : panel.further;
          ladder.run(
              0,
              rows,
              height,
              scratch,
              scratchAt,
              height,
              scratch,
              panelAt,
              bias,
              biasAt + n,
              c,
              cAt + m * columns + n,
              columns);
        }
      }
    }
    int size = Math.max(0, to - from) * columns;
    int at = cAt + from * columns;
    if (epilogue.activation() != Activation.IDENTITY) {
      VectorElementwise.LOOPS.activate(epilogue.activation(), size, c, at, c, at);
    }
  }

  /// Copies some rows of the left matrix to where those of a block lie side by side.
  private void packLeft(int rows, int height, float[] a, int aAt, float[] packed, int packedAt) {
    Ladder ladder = strips.getFirst().first;
    for (int m = 0; m < rows; ) {
      int step = ladder.step(rows - m);
      int at = packedAt + m * height;
      if (rowPitch == 1) {
        VectorElementwise.LOOPS.copy(height, step, a, aAt + m, innerPitch, packed, at, step);
      } else {
        VectorTranspose.run(step, height, a, aAt + m * rowPitch, rowPitch, packed, at, step);
      }
      m += step;
    }
  }
}
