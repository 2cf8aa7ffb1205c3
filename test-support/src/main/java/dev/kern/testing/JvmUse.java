package dev.kern.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What the JVM holds on to.
///
/// @param heap bytes of the heap after a collection
/// @param classes how many are loaded
/// @param code bytes of the compiler's output
public record JvmUse(long heap, int classes, long code) {
  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 50;

  /// Collects, and looks; some times, for what is at work at the moment may hold on to much.
  public static JvmUse now() {
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      System.gc();
      heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
    long code =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().startsWith("Code"))
            .map(MemoryPoolMXBean::getUsage)
            .mapToLong(MemoryUsage::getUsed)
            .sum();
    // Last, for looking loads some as well.
    int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    return new JvmUse(heap, classes, code);
  }

  @Override
  public String toString() {
    return "heap %d KiB, %d classes, compiled code %d KiB"
        .formatted(heap >> 10, classes, code >> 10);
  }
}
