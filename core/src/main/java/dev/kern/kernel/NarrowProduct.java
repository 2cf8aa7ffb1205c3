package dev.kern.kernel;

/// A [Product] with fewer columns than a vector has lanes, the right matrix read as it is: one with
/// as many columns as lanes, whose results are narrowed some rows at a time.
///
/// @param wide the product with as many columns as lanes
record NarrowProduct(int inner, Epilogue epilogue, Widening widening, Product wide)
    implements Product {
  /// Rows computed at a time, a multiple of all blocks: so portions need no other ones.
  private static final int GROUP = 32;

  static NarrowProduct of(
      int rows,
      int inner,
      int columns,
      boolean transposeLeft,
      Epilogue epilogue,
      Portions portions,
      Machine machine,
      Specialiser specialiser) {
    int lanes = machine.lanes();
    return new NarrowProduct(
        inner,
        epilogue,
        new Widening(columns, lanes),
        VectorProduct.of(
            rows, inner, lanes, transposeLeft, epilogue, portions, machine, specialiser));
  }

  @Override
  public int scratch() {
    return (inner + 1 + GROUP) * widening.lanes() + wide.scratch();
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
    int lanes = widening.lanes();
    int wideBias = scratchAt + inner * lanes;
    int result = wideBias + lanes;
    int rest = result + GROUP * lanes;
    widening.widen(inner, b, bAt, scratch, scratchAt);
    if (epilogue.bias()) {
      widening.widen(1, bias, biasAt, scratch, wideBias);
    }
    for (int m = from; m < to; m += GROUP) {
      int end = Math.min(to, m + GROUP);
      int at = result - m * lanes;
      wide.run(m, end, a, aAt, scratch, scratchAt, scratch, wideBias, scratch, at, scratch, rest);
      widening.narrow(end - m, scratch, result, c, cAt + m * widening.channels());
    }
  }
}
