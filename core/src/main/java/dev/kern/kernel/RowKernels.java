package dev.kern.kernel;

import dev.kern.math.LocalNorm;

/// Loops over rows `from` to `to`, exclusive, of matrices with `columns` columns. A row is a pixel
/// or sample, a column is a channel or class.
///
/// An output may be the same buffer as an input of its shape.
public interface RowKernels {
  /// `y[r,c] = x[r,c] + b[c]`
  void addBias(int from, int to, int columns, Buffer x, Buffer b, Buffer y);

  /// `y[r,c] = x[r,c] * factors[c]`, where the factors begin at element `at`.
  void scale(int from, int to, int columns, Buffer x, Buffer factors, int at, Buffer y);

  /// `y[r,c] = x[r,c]` where that is above 0, else `slopes[c] * x[r,c]`.
  void leak(int from, int to, int columns, Buffer x, Buffer slopes, Buffer y);

  /// `y[r,c] = (x[r,c] - mean) / sqrt(variance + epsilon)`, with mean and variance of row r.
  void standardize(int from, int to, int columns, float epsilon, Buffer x, Buffer y);

  /// The gradient of [#standardize].
  ///
  /// `dx[r,c] = s * (dy[r,c] - mean(dy) - z * mean(dy * z))`, where `s` and `z` are the factor and
  /// the result of [#standardize] in row r.
  void standardizeGradient(
      int from, int to, int columns, float epsilon, Buffer x, Buffer dy, Buffer dx);

  /// Local response normalisation, not in place.
  void localResponse(int from, int to, int columns, LocalNorm how, Buffer x, Buffer y);

  /// The gradient of [#localResponse], not in place.
  void localResponseGradient(
      int from, int to, int columns, LocalNorm how, Buffer x, Buffer dy, Buffer dx);

  /// `y[c] = sum over r of x[r,c]`
  void sumRows(int from, int to, int columns, Buffer x, Buffer y);

  /// `y[c,r] = x[r,c]` for all `rows`, not in place.
  void transpose(int rows, int columns, Buffer x, Buffer y);

  /// `y[r,c] = exp(x[r,c] - max) / sum over k of exp(x[r,k] - max)`
  void softmax(int from, int to, int columns, Buffer x, Buffer y);

  /// `dx[r,c] = y[r,c] * (dy[r,c] - sum over k of dy[r,k] * y[r,k])`
  void softmaxGradient(int from, int to, int columns, Buffer y, Buffer dy, Buffer dx);

  /// `y[r] = sum over c of labels[r,c] * (log(sum over k of exp(x[r,k] - max)) + max - x[r,c])`
  void crossEntropy(int from, int to, int columns, Buffer x, Buffer labels, Buffer y);

  /// `dx[r,c] = dy[r] * (softmax(x)[r,c] - labels[r,c])`
  void crossEntropyGradient(
      int from, int to, int columns, Buffer x, Buffer labels, Buffer dy, Buffer dx);

  /// Adds rows to the statistics of the `count` rows before them: to the mean of each column, and
  /// to the sum of the squared distances from it.
  void addStatistics(
      int from, int to, int columns, int count, Buffer x, Buffer mean, Buffer squares);

  /// `y[r,c] = (x[r,c] - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + shift[c]`
  void normalize(int from, int to, int columns, BatchStatistics batch, Buffer x, Buffer y);

  /// The gradient of [#normalize] with respect to `x`, for given statistics.
  ///
  /// `dx[r,c] = scale[c] / sqrt(variance[c] + epsilon) * dy[r,c]`
  void normalizeGradient(
      int from, int to, int columns, BatchStatistics batch, Buffer dy, Buffer dx);

  /// The gradient of [#normalize] with respect to `x` if the statistics are those of the batch that
  /// these rows belong to.
  ///
  /// `dx[r,c] = scale[c] * s * (dy[r,c] - (dShift[c] + z * dScale[c]) / batchRows)`
  ///
  /// where `s = 1 / sqrt(variance[c] + epsilon)` and `z = (x[r,c] - mean[c]) * s`.
  void normalizeBatchGradient(
      int from, int to, int columns, BatchGradient batch, Buffer x, Buffer dy, Buffer dx);

  /// Adds rows to the sums that the gradients of [#normalize] with respect to `shift` and, but for
  /// the factor `1 / sqrt(variance[c] + epsilon)`, `scale` are.
  ///
  /// `dScale[c] += sum over r of dy[r,c] * (x[r,c] - mean[c])`, `dShift[c] += sum over r of
  /// dy[r,c]`
  void addNormalizeSums(
      int from,
      int to,
      int columns,
      Buffer mean,
      Buffer x,
      Buffer dy,
      Buffer dScale,
      Buffer dShift);

  /// What [#normalizeBatchGradient] needs to know about the whole batch.
  ///
  /// @param rows of the batch
  /// @param dScale the gradient with respect to scale, the sum over all rows of `dy * z`
  /// @param dShift the gradient with respect to shift, the sum over all rows of `dy`
  record BatchGradient(int rows, BatchStatistics statistics, Buffer dScale, Buffer dShift) {}
}
