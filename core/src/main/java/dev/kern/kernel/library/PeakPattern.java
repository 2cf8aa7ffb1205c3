package dev.kern.kernel.library;

import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.KernelPattern;

/// Multiply-adds and nothing else, to measure the peak of a core.
///
/// ```
/// for i < n:
///   sum[k] = sum[k] * x[0] + w[0]                for each of the chains, 8 times
/// y[0] = sum of all
/// ```
///
/// @param chains independent sums
record PeakPattern(int lanes, int chains) implements KernelPattern {
  /// Enough that the loop around them costs nothing, however the compiler unrolls it.
  private static final int TIMES = 8;

  /// Multiply-adds per iteration of the loop.
  int perTurn() {
    return TIMES * chains * lanes;
  }

  @Override
  public String label() {
    return "Peak" + chains;
  }

  @Override
  public int reach(int n) {
    return 2 * lanes;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    Lanes factor = e.splat(a.x(), a.xAt(), 0);
    Lanes term = e.splat(a.w(), a.wAt(), 0);
    Lanes[] sum = new Lanes[chains];
    for (int k = 0; k < chains; k++) {
      sum[k] = e.splat(k);
    }
    e.loop(
        a.n(),
        i -> {
          for (int time = 0; time < TIMES; time++) {
            for (Lanes s : sum) {
              e.recur(s, factor, term);
            }
          }
        });
    Lanes all = sum[0];
    for (int k = 1; k < chains; k++) {
      all = e.add(all, sum[k]);
    }
    e.store(all, a.y(), a.yAt(), 0);
  }
}
