package dev.kern.kernel;

/// A [Product] with one column: dot products of rows, or, if the left matrix is read transposed, a
/// sum of its rows.
record SingleColumnProduct(int rows, int inner, boolean transposeLeft, Epilogue epilogue)
    implements Product {
  @Override
  public int scratch() {
    return 0;
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
    int n = Math.max(0, to - from);
    int at = cAt + from;
    VectorElementwise.LOOPS.fill(n, epilogue.bias() ? bias[biasAt] : 0, c, at);
    if (transposeLeft) {
      for (int k = 0; k < inner; k++) {
        VectorDot.addScaled(n, b[bAt + k], a, aAt + k * rows + from, c, at);
      }
    } else {
      for (int m = from; m < to; m++) {
        c[cAt + m] += VectorDot.dot(inner, a, aAt + m * inner, b, bAt);
      }
    }
    VectorElementwise.LOOPS.activate(epilogue.activation(), n, c, at, c, at);
  }
}
