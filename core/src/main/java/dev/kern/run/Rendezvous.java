package dev.kern.run;

import java.util.concurrent.atomic.AtomicInteger;

/// Lets threads wait for one another until all are running at the same time.
///
/// A thread that has just been woken may be scheduled on the core of the thread that woke it; the
/// two then alternate every few milliseconds until the system moves one. Threads on different cores
/// meet within a microsecond. So the threads meet repeatedly until it is fast.
final class Rendezvous {
  private static final int MEETINGS = 16;
  private static final long FAST_NANOS = 100_000;

  /// With more threads than free cores, waiting longer wouldn't help.
  private static final long PATIENCE_NANOS = 50_000_000;

  private final int threads;
  private final AtomicInteger arrivals = new AtomicInteger();
  private volatile boolean together;

  Rendezvous(int threads) {
    this.threads = threads;
  }

  /// Returns when all threads have arrived, if possible each on its own core.
  ///
  /// @param leads whether this thread decides when to go; true for exactly one thread
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
