package dev.kern.kernel;

import dev.kern.math.Activation;

/// The loops of batch normalisation, and of an activation before or behind them, in bands of rows
/// that stay in the L1 cache: a pass over memory does all that it can.
///
/// @param columns the number of channels
public record Normalization(RowKernels rows, ElementwiseKernels elements, int columns) {
  /// The floats of a band.
  private static final int BAND = 4096;

  /// A band has at least this many rows, so that what is loaded per channel is used several times.
  private static final int FEWEST = 4;

  /// A loop over rows `from` to `to`, exclusive.
  public interface Band {
    void run(int from, int to, Scratch scratch);
  }

  private int band() {
    return Math.max(FEWEST, BAND / Math.max(1, columns));
  }

  /// The mean of each channel over the rows, and the sum of the squared distances from it.
  public void statistics(int from, int to, Buffer x, Buffer mean, Buffer squares) {
    mean.fill(0, columns, 0);
    squares.fill(0, columns, 0);
    for (int first = from; first < to; first += band()) {
      int end = Math.min(to, first + band());
      rows.addStatistics(first, end, columns, first - from, x, mean, squares);
    }
  }

  /// `y = f(normalised x)`
  public void run(int from, int to, BatchStatistics batch, Activation f, Buffer x, Buffer y) {
    for (int first = from; first < to; first += band()) {
      int end = Math.min(to, first + band());
      rows.normalize(first, end, columns, batch, x, y);
      if (f != Activation.IDENTITY) {
        elements.activate(first * columns, end * columns, f, y, y);
      }
    }
  }

  /// `y = f(normalised x + residual)`
  public void run(
      int from, int to, BatchStatistics batch, Activation f, Buffer x, Buffer residual, Buffer y) {
    for (int first = from; first < to; first += band()) {
      int end = Math.min(to, first + band());
      rows.normalize(first, end, columns, batch, x, y);
      elements.add(first * columns, end * columns, y, residual, y);
      if (f != Activation.IDENTITY) {
        elements.activate(first * columns, end * columns, f, y, y);
      }
    }
  }

  /// `dz = dy * slope of f` at the normalised `x`, which is computed again, over a band.
  ///
  /// Takes [#scratch] floats.
  public void activateGradient(
      int from,
      int to,
      BatchStatistics batch,
      Activation f,
      Buffer x,
      Buffer dy,
      Buffer dz,
      Scratch scratch) {
    int mark = scratch.mark();
    Buffer memory = scratch.take(scratch());
    Buffer z = scratch.view().over(memory, -from * columns);
    rows.normalize(from, to, columns, batch, x, z);
    if (f.slopeFromOutput()) {
      elements.activate(from * columns, to * columns, f, z, z);
    }
    elements.activateGradient(from * columns, to * columns, f, z, dy, dz);
    scratch.release(mark);
  }

  /// The floats of a band.
  public int scratch() {
    return band() * columns;
  }

  /// Runs a loop in bands.
  public void each(int from, int to, Band loop, Scratch scratch) {
    for (int first = from; first < to; first += band()) {
      loop.run(first, Math.min(to, first + band()), scratch);
    }
  }

  /// The gradients with respect to scale and shift, `dz` being that of the result.
  ///
  /// @param before runs before each band, such as what computes `dz`
  public void sums(
      int from,
      int to,
      Band before,
      BatchStatistics batch,
      Buffer x,
      Buffer dz,
      Buffer dScale,
      Buffer dShift,
      Scratch scratch) {
    dScale.fill(0, columns, 0);
    dShift.fill(0, columns, 0);
    for (int first = from; first < to; first += band()) {
      int end = Math.min(to, first + band());
      before.run(first, end, scratch);
      rows.addNormalizeSums(first, end, columns, batch.mean(), x, dz, dScale, dShift);
    }
    for (int c = 0; c < columns; c++) {
      dScale.set(c, dScale.get(c) * batch.inverse(c));
    }
  }

  /// The gradient with respect to `x` for given statistics; see [RowKernels#normalizeGradient].
  public void inputGradient(int from, int to, BatchStatistics batch, Buffer dz, Buffer dx) {
    for (int first = from; first < to; first += band()) {
      rows.normalizeGradient(first, Math.min(to, first + band()), columns, batch, dz, dx);
    }
  }

  /// The gradient with respect to `x` for the batch's own statistics; see
  /// [RowKernels#normalizeBatchGradient].
  public void inputGradient(
      int from, int to, RowKernels.BatchGradient batch, Buffer x, Buffer dz, Buffer dx) {
    for (int first = from; first < to; first += band()) {
      rows.normalizeBatchGradient(first, Math.min(to, first + band()), columns, batch, x, dz, dx);
    }
  }
}
