package dev.kern.kernel.library;

import dev.kern.kernel.codegen.Kernel;
import java.util.Arrays;

/// The peak of a core of this machine: multiply-adds on registers and nothing else.
///
/// Clock rates vary and other processes interfere, so to report a fraction of the peak, measure the
/// peak in the same run.
public final class Peak {
  /// Independent sums: enough to hide the latency of a multiply-add.
  private static final int CHAINS = 16;

  private final int perTurn;
  private final Kernel kernel;

  private Peak(int perTurn, Kernel kernel) {
    this.perTurn = perTurn;
    this.kernel = kernel;
  }

  /// The peak of the Vector API, or of plain Java if that is faster.
  public static Peak best() {
    return VectorObstacle.here().isEmpty()
        ? of(VectorKernelLibrary.preferred())
        : new Peak(
            CHAINS,
            (n, x, xAt, w, wAt, y, yAt, b, bAt, t, tAt) -> y[yAt] = scalar(n, x[xAt], w[wAt]));
  }

  static Peak of(VectorKernelLibrary loops) {
    PeakPattern pattern = new PeakPattern(loops.specialiser().machine().lanes(), CHAINS);
    return new Peak(pattern.perTurn(), loops.specialiser().kernel(pattern));
  }

  /// Multiply-adds per turn of [#run].
  public double multiplyAddsPerTurn() {
    return perTurn;
  }

  /// Multiplies and adds on the calling thread; shared memory is only read.
  ///
  /// @param sink receives the sums: at least 64 floats, not shared with other threads
  public void run(int turns, float[] sink) {
    Arrays.fill(sink, 0.001f);
    kernel.run(turns, sink, 0, sink, 0, sink, 32, sink, 0, sink, 0);
  }

  private static float scalar(int n, float factor, float term) {
    float s0 = 0, s1 = 1, s2 = 2, s3 = 3, s4 = 4, s5 = 5, s6 = 6, s7 = 7;
    float s8 = 8, s9 = 9, sa = 10, sb = 11, sc = 12, sd = 13, se = 14, sf = 15;
    for (int i = 0; i < n; i++) {
      s0 = s0 * factor + term;
      s1 = s1 * factor + term;
      s2 = s2 * factor + term;
      s3 = s3 * factor + term;
      s4 = s4 * factor + term;
      s5 = s5 * factor + term;
      s6 = s6 * factor + term;
      s7 = s7 * factor + term;
      s8 = s8 * factor + term;
      s9 = s9 * factor + term;
      sa = sa * factor + term;
      sb = sb * factor + term;
      sc = sc * factor + term;
      sd = sd * factor + term;
      se = se * factor + term;
      sf = sf * factor + term;
    }
    return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + sa + sb + sc + sd + se + sf;
  }
}
