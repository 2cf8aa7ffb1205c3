package dev.kern.kernel.codegen;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Has the just-in-time compiler make kernels fast before they are needed.
///
/// Until it has, vector code is interpreted, a thousand times slower. A method is compiled once it
/// has been called some thousand times, so each kernel is called empty, which costs nothing, and
/// now and then on a tiny problem of zeros, which tells the compiler that the loops are entered and
/// tells us whether they are fast by now. Compilation runs in the background meanwhile.
final class Warmup {
  private static final int EMPTY_CALLS = 300;
  private static final int TINY_CALLS = 3;

  /// A tiny problem takes less in compiled code, and far more before.
  private static final long FAST_NANOS = 1_500;

  /// How long to leave the processor to the compiler, once all kernels have been called enough.
  private static final long REST_MILLIS = 2;

  private static final int ROUNDS_BEFORE_REST = 20;

  private record Entry(KernelPattern pattern, Kernel kernel) {}

  private final List<Entry> cold = new ArrayList<>();
  private int reach;

  /// Adds a kernel that is not fast yet.
  void add(KernelPattern pattern, Kernel kernel) {
    cold.add(new Entry(pattern, kernel));
    reach = Math.max(reach, pattern.reach(pattern.tiny()));
  }

  /// Calls the kernels in turns until all are fast or the time is up, in the middle of an array of
  /// zeros: the kernels of gradients step backwards.
  void run(long limitMillis) {
    long end = System.nanoTime() + limitMillis * 1_000_000;
    float[] zeros = new float[2 * reach];
    for (int round = 0; !cold.isEmpty() && System.nanoTime() < end; round++) {
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
      if (round > ROUNDS_BEFORE_REST && !rest()) {
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

  /// Whether nobody asked this thread to stop.
  private static boolean rest() {
    try {
      Thread.sleep(REST_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
