package dev.kern.kernel;

import dev.kern.math.Activation;
import dev.kern.math.UnaryFunction;

/// Elementwise loops and sums over elements `from` to `to`, exclusive.
///
/// An output may be the same buffer as an input.
public interface ElementwiseKernels {
  /// Generates what an activation or its gradient needs, to be warmed with the rest of a plan.
  default void prepare(Activation f, boolean gradient) {}

  /// `y = f(x)`
  void activate(int from, int to, Activation f, Buffer x, Buffer y);

  /// `dx = dy * slope of f`
  ///
  /// @param saved the output of `f` if [Activation#slopeFromOutput], else its input
  void activateGradient(int from, int to, Activation f, Buffer saved, Buffer dy, Buffer dx);

  /// `y = a + b`
  void add(int from, int to, Buffer a, Buffer b, Buffer y);

  /// `y = a - b`
  void subtract(int from, int to, Buffer a, Buffer b, Buffer y);

  /// `y = a * b`
  void multiply(int from, int to, Buffer a, Buffer b, Buffer y);

  /// `y = a / b`
  void divide(int from, int to, Buffer a, Buffer b, Buffer y);

  /// `y = x + amount`
  void addScalar(int from, int to, float amount, Buffer x, Buffer y);

  /// `y = f(x)`, with the same bits as in double precision rounded to float.
  void unary(int from, int to, UnaryFunction f, Buffer x, Buffer y);

  /// `y = factor * x`
  void scale(int from, int to, float factor, Buffer x, Buffer y);

  /// `y = decay * y + (1 - decay) * x`
  void average(int from, int to, float decay, Buffer x, Buffer y);

  /// `y = value`
  default void fill(int from, int to, float value, Buffer y) {
    y.fill(from, to, value);
  }

  /// Copies `rows` rows of `columns` elements; rows begin every `xPitch` elements of `x`, starting
  /// at `xFrom`, and every `yPitch` elements of `y`, starting at `yFrom`.
  void copy(
      int rows, int columns, Buffer x, int xFrom, int xPitch, Buffer y, int yFrom, int yPitch);

  /// `y = x / keep` with probability `keep`, else 0.
  ///
  /// @param key of the stream of random numbers, see [dev.kern.math.Randomness]; each element uses
  ///   the number at its index
  void dropout(int from, int to, double keep, int key, Buffer x, Buffer y);

  /// The sum of `x`.
  double sum(int from, int to, Buffer x);

  /// The sum of the squares of `x`.
  double sumSquares(int from, int to, Buffer x);

  /// Sets `y` to the total of the partial sums of `x`.
  void sumParts(int from, int to, PartialSums x, Buffer y);
}
