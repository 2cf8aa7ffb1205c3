package dev.kern.run;

import java.util.concurrent.atomic.AtomicInteger;

/// Where threads wait for one another until all are seen to run at the same time.
///
/// A thread that has just been woken may sit on the core of the one that woke it, and the two then
/// take turns of milliseconds until the system moves one. Threads on cores of their own meet in a
/// microsecond. So they meet again and again, until that goes fast.
final class Rendezvous {
  private static final int MEETINGS = 16;
  private static final long FAST_NANOS = 100_000;

  /// Where there are more threads than free cores, waiting longer would not help.
  private static final long PATIENCE_NANOS = 50_000_000;

  private final int threads;
  private final AtomicInteger arrivals = new AtomicInteger();
  private volatile boolean together;

  Rendezvous(int threads) {
    this.threads = threads;
  }

  /// Returns when all threads have come, as far as possible on cores of their own.
  ///
  /// @param leads whether this thread, and no other, decides whether they are
  void meet(boolean leads) {
    long first = System.nanoTime();
    do {
      long start = System.nanoTime();
      for (int k = 0; k < MEETINGS; k++) {
        await();
      }
      if (leads) {
        long now = System.nanoTime();
        together = now - start < FAST_NANOS || now - first > PATIENCE_NANOS;
      }
      await();
    } while (!together);
  }

  private void await() {
    int arrived = arrivals.getAndIncrement();
    int all = arrived - arrived % threads + threads;
    while (arrivals.get() - all < 0) {
      Thread.onSpinWait();
    }
  }
}
