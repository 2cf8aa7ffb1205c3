package dev.kern.graph;

/// The orthogonal matrix nearest to another, approximately: the singular vectors stay, the singular
/// values move to between about 0.7 and 1.2.
///
/// | tensor | shape    |
/// |--------|----------|
/// | x      | `[M, N]` |
/// | result | `[M, N]` |
///
/// `X = x / |x|`, the root of the sum of squares, then some times `X = 3.4445 X - 4.775 X S +
/// 2.0315 X S S` with `S = X^T X`, or with `X X^T` on the other side where that is the smaller
/// matrix. A matrix of zeros stays one.
///
/// Source: Jordan 2024, "Muon: an optimizer for hidden layers", whose polynomial rises as fast as
/// it can at 0.
public final class NewtonSchulz {
  private static final double ONCE = 3.4445;
  private static final double THRICE = -4.775;
  private static final double FIVE_TIMES = 2.0315;

  /// Keeps a matrix of zeros from a division by 0.
  private static final double LEAST = 1e-7;

  private NewtonSchulz() {}

  /// The orthogonal matrix, in ops.
  ///
  /// Fails with [ShapeException] if `x` is no matrix.
  ///
  /// @param iterations how often it is improved
  public static Node of(Node x, int iterations) {
    Node norm = AddScalar.of(Sqrt.of(ReduceSum.of(Multiply.of(x, x))), LEAST);
    Node one = x.graph().constant(Tensor.scalar(1));
    Node result = ScaleBy.of(x, Divide.of(one, norm));
    boolean tall = x.shape().extent(0) >= x.shape().extent(1);
    for (int i = 0; i < iterations; i++) {
      Node square = MatMul.of(result, result, tall, !tall);
      Node odd = Add.of(Scale.of(square, THRICE), Scale.of(MatMul.of(square, square), FIVE_TIMES));
      Node turned = tall ? MatMul.of(result, odd) : MatMul.of(odd, result);
      result = Add.of(Scale.of(result, ONCE), turned);
    }
    return result;
  }
}
