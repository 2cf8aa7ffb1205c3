package dev.kern.graph;

import java.util.List;

/// The product of two matrices, each optionally transposed.
///
/// | tensor | shape    | transposed |
/// |--------|----------|------------|
/// | left   | `[M, K]` | `[K, M]`   |
/// | right  | `[K, N]` | `[N, K]`   |
/// | result | `[M, N]` |            |
///
/// `y[m,n] = sum over k of left[m,k] * right[k,n]`
///
/// @param transposeLeft whether the left matrix is read transposed
/// @param transposeRight whether the right matrix is read transposed
public record MatMul(boolean transposeLeft, boolean transposeRight) implements Op {
  /// `left * right`
  ///
  /// Fails with [ShapeException] if the inner extents differ.
  public static Node of(Node left, Node right) {
    return of(left, right, false, false);
  }

  /// `left * right`, each optionally transposed.
  public static Node of(Node left, Node right, boolean transposeLeft, boolean transposeRight) {
    return left.graph().add(new MatMul(transposeLeft, transposeRight), left, right);
  }

  @Override
  public String symbol() {
    return "matmul";
  }

  @Override
  public String attributes() {
    return transposeLeft
        ? transposeRight ? "both transposed" : "left transposed"
        : transposeRight ? "right transposed" : "";
  }

  @Override
  public List<String> roles() {
    return List.of("left", "right");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectRank(0, 2, "[M, K]");
    call.expectRank(1, 2, "[K, N]");
    int rows = call.shape(0).extent(transposeLeft ? 1 : 0);
    int inner = call.shape(0).extent(transposeLeft ? 0 : 1);
    int innerRight = call.shape(1).extent(transposeRight ? 1 : 0);
    int columns = call.shape(1).extent(transposeRight ? 0 : 1);
    if (inner != innerRight) {
      throw call.fail(
          "the left matrix has %d columns, the right matrix %d rows".formatted(inner, innerRight),
          "use a right matrix of " + call.shape(1).with(transposeRight ? 1 : 0, inner));
    }
    return Shape.of(rows, columns);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node left = y.input(0);
    Node right = y.input(1);
    adjoints.add(
        left,
        () ->
            transposeLeft
                ? MatMul.of(right, dy, transposeRight, true)
                : MatMul.of(dy, right, false, !transposeRight));
    adjoints.add(
        right,
        () ->
            transposeRight
                ? MatMul.of(dy, left, true, transposeLeft)
                : MatMul.of(left, dy, !transposeLeft, false));
  }
}
