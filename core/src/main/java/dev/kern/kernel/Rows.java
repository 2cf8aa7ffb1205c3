package dev.kern.kernel;

/// Loops over matrices `[rows, columns]`, in which a row is a pixel or sample and a column a
/// channel or class.
///
/// An output may be the same array at the same offset as an input of its shape.
public sealed interface Rows permits ScalarRows, VectorRows {
  /// `y[r,c] = x[r,c] + b[c]`
  void addBias(int rows, int columns, float[] x, int xAt, float[] b, int bAt, float[] y, int yAt);

  /// `y[c] = sum over r of x[r,c]`
  void sumRows(int rows, int columns, float[] x, int xAt, float[] y, int yAt);

  /// `y[c,r] = x[r,c]`, not in place.
  void transpose(int rows, int columns, float[] x, int xAt, float[] y, int yAt);

  /// `y[r,c] = exp(x[r,c] - max) / sum over k of exp(x[r,k] - max)`
  void softmax(int rows, int columns, float[] x, int xAt, float[] y, int yAt);

  /// `dx[r,c] = y[r,c] * (dy[r,c] - sum over k of dy[r,k] * y[r,k])`
  void softmaxGradient(
      int rows, int columns, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt);

  /// `y[r] = sum over c of labels[r,c] * (log(sum over k of exp(x[r,k] - max)) + max - x[r,c])`
  void crossEntropy(
      int rows, int columns, float[] x, int xAt, float[] labels, int labelsAt, float[] y, int yAt);

  /// `dx[r,c] = dy[r] * (softmax(x)[r,c] - labels[r,c])`
  void crossEntropyGradient(
      int rows,
      int columns,
      float[] x,
      int xAt,
      float[] labels,
      int labelsAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt);

  /// `y[c] = mean over r of x[r,c]`
  void mean(int rows, int columns, float[] x, int xAt, float[] y, int yAt);

  /// `y[c] = mean over r of (x[r,c] - mean[c])²`
  void variance(
      int rows, int columns, float[] x, int xAt, float[] mean, int meanAt, float[] y, int yAt);

  /// `y[r,c] = (x[r,c] - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + shift[c]`
  void normalize(
      int rows,
      int columns,
      float epsilon,
      float[] x,
      int xAt,
      float[] mean,
      int meanAt,
      float[] variance,
      int varianceAt,
      float[] scale,
      int scaleAt,
      float[] shift,
      int shiftAt,
      float[] y,
      int yAt);

  /// The gradient of [#normalize] by `x` for given statistics.
  ///
  /// `dx[r,c] = scale[c] / sqrt(variance[c] + epsilon) * dy[r,c]`
  void normalizeGradient(
      int rows,
      int columns,
      float epsilon,
      float[] variance,
      int varianceAt,
      float[] scale,
      int scaleAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt);

  /// The gradient of [#normalize] by `x` where the statistics are those of a batch of `batchRows`
  /// rows, of which these are some.
  ///
  /// `dx[r,c] = scale[c] * s * (dy[r,c] - (dShift[c] + z * dScale[c]) / batchRows)`
  ///
  /// where `s = 1 / sqrt(variance[c] + epsilon)` and `z = (x[r,c] - mean[c]) * s`.
  ///
  /// @param dScale the gradient by scale of the whole batch, from [#normalizeScaleGradient]
  /// @param dShift the gradient by shift of the whole batch, from [#sumRows]
  void normalizeBatchGradient(
      int rows,
      int columns,
      int batchRows,
      float epsilon,
      float[] x,
      int xAt,
      float[] mean,
      int meanAt,
      float[] variance,
      int varianceAt,
      float[] scale,
      int scaleAt,
      float[] dScale,
      int dScaleAt,
      float[] dShift,
      int dShiftAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt);

  /// The gradient of [#normalize] by `scale`.
  ///
  /// `dScale[c] = sum over r of dy[r,c] * (x[r,c] - mean[c]) / sqrt(variance[c] + epsilon)`
  void normalizeScaleGradient(
      int rows,
      int columns,
      float epsilon,
      float[] x,
      int xAt,
      float[] mean,
      int meanAt,
      float[] variance,
      int varianceAt,
      float[] dy,
      int dyAt,
      float[] dScale,
      int dScaleAt);
}
