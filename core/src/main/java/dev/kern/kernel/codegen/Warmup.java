package dev.kern.kernel.codegen;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Gets the just-in-time compiler to optimise kernels before they are needed.
///
/// Until then vector code is interpreted, a thousand times slower. A method is compiled once it has
/// been called a few thousand times. So each kernel is called with nothing to do, which costs
/// nothing, and now and then on a tiny problem of zeros, which shows the compiler that the loops
/// are entered and shows us whether they are fast yet. Compilation runs in the background
/// meanwhile.
final class Warmup {
  private static final int EMPTY_CALLS = 1_000;
  private static final int TINY_CALLS = 2;

  /// A tiny problem takes less time than this in compiled code, and far more before.
  private static final long FAST_NANOS = 1_500;

  /// How long to leave the processor to the compiler at least, once all kernels have been called
  /// often enough.
  private static final long REST_MILLIS = 2;

  /// So many times as long as a round took, since rounds before the compiler is done are wasted.
  private static final int RESTS_PER_ROUND = 3;

  private static final int ROUNDS_BEFORE_REST = 6;

  private record Entry(KernelPattern pattern, Kernel kernel) {}

  private final List<Entry> cold = new ArrayList<>();
  private int reach;

  /// Adds a kernel that isn't optimised yet.
  void add(KernelPattern pattern, Kernel kernel) {
    cold.add(new Entry(pattern, kernel));
    reach = Math.max(reach, pattern.reach(pattern.tiny()));
  }

  /// Calls the kernels in turn until all are fast or the time is up. They run in the middle of an
  /// array of zeros, since gradient kernels step backwards.
  void run(long limitMillis) {
    long end = System.nanoTime() + limitMillis * 1_000_000;
    float[] zeros = new float[2 * reach];
    for (int round = 0; !cold.isEmpty() && System.nanoTime() < end; round++) {
      long start = System.nanoTime();
      for (Iterator<Entry> it = cold.iterator(); it.hasNext(); ) {
        Entry entry = it.next();
        Kernel kernel = entry.kernel();
        for (int call = 0; call < EMPTY_CALLS; call++) {
          call(kernel, -1, zeros, reach);
        }
        if (tiny(kernel, entry.pattern().tiny(), zeros, reach) < FAST_NANOS) {
          it.remove();
        }
      }
      if (round > ROUNDS_BEFORE_REST
          && !rest(RESTS_PER_ROUND * (System.nanoTime() - start) / 1_000_000)) {
        return;
      }
    }
  }

  private static long tiny(Kernel kernel, int n, float[] zeros, int at) {
    long best = Long.MAX_VALUE;
    for (int call = 0; call < TINY_CALLS; call++) {
      long start = System.nanoTime();
      call(kernel, n, zeros, at);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  private static void call(Kernel kernel, int n, float[] zeros, int at) {
    kernel.run(n, zeros, at, zeros, at, zeros, at, zeros, at, zeros, at);
  }

  /// Pauses; false if the thread was interrupted.
  private static boolean rest(long millis) {
    try {
      Thread.sleep(Math.max(REST_MILLIS, millis));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
