package dev.kern.kernel;

import dev.kern.math.Activation;

/// Loops in which every element stands for itself, and sums over all of them.
///
/// An output may be the same array at the same offset as an input.
public sealed interface Elementwise permits ScalarElementwise, VectorElementwise {
  /// `y = f(x)`
  void activate(Activation f, int n, float[] x, int xAt, float[] y, int yAt);

  /// `dx = dy * slope of f`
  ///
  /// @param saved the output of `f` if [Activation#slopeFromOutput], else its input
  void activateGradient(
      Activation f, int n, float[] saved, int savedAt, float[] dy, int dyAt, float[] dx, int dxAt);

  /// `y = a + b`
  void add(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);

  /// `y = a - b`
  void subtract(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);

  /// `y = a * b`
  void multiply(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);

  /// `y = factor * x`
  void scale(int n, float factor, float[] x, int xAt, float[] y, int yAt);

  /// `y = decay * y + (1 - decay) * x`
  void average(int n, float decay, float[] x, int xAt, float[] y, int yAt);

  /// `y = value`
  void fill(int n, float value, float[] y, int yAt);

  /// Copies `rows` pieces of `columns` elements, which begin every `xPitch` elements of `x` and
  /// every `yPitch` of `y`.
  void copy(int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch);

  /// `y = x / keep` with probability `keep`, else 0.
  ///
  /// @param key of the stream of random numbers, see [dev.kern.math.Randomness]
  /// @param first which element of the stream the first of these is
  void dropout(int n, double keep, int key, int first, float[] x, int xAt, float[] y, int yAt);

  /// The sum of `x`.
  double sum(int n, float[] x, int xAt);

  /// The sum of the squares of `x`.
  double sumSquares(int n, float[] x, int xAt);

  /// `y[e] = sum over p < parts of x[p * pitch + e]`, added in that order.
  void sumParts(int n, int parts, int pitch, float[] x, int xAt, float[] y, int yAt);
}
