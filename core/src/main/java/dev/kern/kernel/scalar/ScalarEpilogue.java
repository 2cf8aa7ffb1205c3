package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.math.Pooling;

/// Residual, activation, pooling and trace of the sums of one row of pixels, or of two rows to be
/// pooled.
public record ScalarEpilogue(Epilogue epilogue, int width, int channels) {
  /// Floats of one stored row.
  public int rowSize() {
    return epilogue.pools() ? width / 2 * channels : width * channels;
  }

  /// Stores one row, starting at element `row`; `sums` holds one or two rows of pixels, including
  /// the bias.
  public void row(Buffer sums, Buffer y, Buffer side, int row) {
    for (int e = 0; e < rowSize(); e++) {
      if (epilogue.pools()) {
        pool(e, sums, y, side, row);
      } else {
        float sum = epilogue.residual() ? sums.get(e) + side.get(row + e) : sums.get(e);
        y.set(row + e, activate(sum));
        if (epilogue.trace()) {
          side.set(row + e, alive(sum));
        }
      }
    }
  }

  private void pool(int e, Buffer sums, Buffer y, Buffer trace, int row) {
    int first = 2 * e - e % channels;
    int below = first + width * channels;
    float p0 = sums.get(first);
    float p1 = sums.get(first + channels);
    float p2 = sums.get(below);
    float p3 = sums.get(below + channels);
    boolean max = epilogue.pooling() == Pooling.MAX;
    y.set(row + e, max ? max(p0, p1, p2, p3) : 0.25f * sum(p0, p1, p2, p3));
    if (epilogue.trace()) {
      int bits = alive(p0) + 2 * alive(p1) + 4 * alive(p2) + 8 * alive(p3);
      trace.set(row + e, max ? largest(p0, p1, p2, p3) : bits);
    }
  }

  private float max(float p0, float p1, float p2, float p3) {
    return Math.max(Math.max(activate(p0), activate(p1)), Math.max(activate(p2), activate(p3)));
  }

  private float sum(float p0, float p1, float p2, float p3) {
    return (activate(p0) + activate(p1)) + (activate(p2) + activate(p3));
  }

  /// The bit of the first largest pixel, if the activation's gate is open there, else 0.
  private int largest(float p0, float p1, float p2, float p3) {
    int upper = p1 > p0 ? 2 : 1;
    int lower = p3 > p2 ? 8 : 4;
    float upperMax = Math.max(p0, p1);
    float lowerMax = Math.max(p2, p3);
    return lowerMax > upperMax ? lower * alive(lowerMax) : upper * alive(upperMax);
  }

  private float activate(float sum) {
    return (float) epilogue.activation().value(sum);
  }

  /// 1 if the gate lets a gradient through, else 0; a gate's input and output have the same sign.
  private int alive(float sum) {
    return epilogue.activation().slope(sum) != 0 ? 1 : 0;
  }
}
