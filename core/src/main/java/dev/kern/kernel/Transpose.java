package dev.kern.kernel;

/// Which operand of a product is read transposed.
public enum Transpose {
  /// `C[m,n] = sum over k of A[m,k] * B[k,n]`
  NONE,
  /// `C[m,n] = sum over k of A[k,m] * B[k,n]`
  LEFT,
  /// `C[m,n] = sum over k of A[m,k] * B[n,k]`
  RIGHT
}
