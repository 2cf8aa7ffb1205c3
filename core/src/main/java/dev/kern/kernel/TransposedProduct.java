package dev.kern.kernel;

import dev.kern.math.Activation;

/// A [Product] whose right matrix is read transposed: its rows are the columns of the result.
///
/// Vectors run along the rows of the left matrix, of which a set of lanes is transposed into
/// scratch memory first; the right matrix is read as it is, one element for a whole vector. The
/// blocks give columns of the result, which are turned into rows when they are stored.
record TransposedProduct(
    int rows, int inner, int columns, Epilogue epilogue, int lanes, Ladder ladder)
    implements Product {
  /// Columns per block: one vector each, and enough of them to keep the multiply-adds busy.
  private static final int TALLEST = 16;

  static TransposedProduct of(
      int rows,
      int inner,
      int columns,
      Epilogue epilogue,
      Portions portions,
      Machine machine,
      Specialiser specialiser) {
    int lanes = machine.lanes();
    Ladder ladder =
        Ladder.of(
            machine.registers() >= 32 ? TALLEST : TALLEST / 2,
            portions,
            height ->
                BlockPattern.product(lanes, height, lanes, inner, 1, lanes, lanes, Epilogue.none()),
            specialiser);
    return new TransposedProduct(rows, inner, columns, epilogue, lanes, ladder);
  }

  @Override
  public int scratch() {
    return (inner + TALLEST) * lanes;
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
    int tileAt = scratchAt + inner * lanes;
    for (int m = 0; m < rows && from < to; m += lanes) {
      int height = Math.min(lanes, rows - m);
      pack(height, a, aAt + m * inner, scratch, scratchAt);
      int n = from;
      while (n < to) {
        int step = ladder.step(to - n);
        ladder
            .kernel(step)
            .run(
                inner,
                b,
                bAt + n * inner,
                scratch,
                scratchAt,
                scratch,
                tileAt,
                scratch,
                scratchAt,
                scratch,
                scratchAt);
        VectorTranspose.run(
            step, height, scratch, tileAt, lanes, c, cAt + m * columns + n, columns);
        n += step;
      }
    }
    finish(from, to, bias, biasAt, c, cAt);
  }

  /// Transposes some rows of the left matrix; lanes that are not used hold zeros.
  private void pack(int height, float[] a, int aAt, float[] scratch, int scratchAt) {
    if (height < lanes) {
      VectorElementwise.LOOPS.fill(inner * lanes, 0, scratch, scratchAt);
    }
    VectorTranspose.run(height, inner, a, aAt, inner, scratch, scratchAt, lanes);
  }

  private void finish(int from, int to, float[] bias, int biasAt, float[] c, int cAt) {
    int n = Math.max(0, to - from);
    for (int m = 0; m < rows; m++) {
      int at = cAt + m * columns + from;
      if (epilogue.bias()) {
        VectorElementwise.LOOPS.add(n, c, at, bias, biasAt + from, c, at);
      }
      if (epilogue.activation() != Activation.IDENTITY) {
        VectorElementwise.LOOPS.activate(epilogue.activation(), n, c, at, c, at);
      }
    }
  }
}
