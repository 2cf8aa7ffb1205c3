package dev.kern.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/// What the JVM holds on to.
///
/// @param heap bytes of the heap after a collection
/// @param classes how many are loaded
/// @param code bytes of the compiler's output
public record JvmUse(long heap, int classes, long code) {
  /// Collects, and looks.
  public static JvmUse now() {
    System.gc();
    return new JvmUse(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().startsWith("Code"))
            .map(MemoryPoolMXBean::getUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum());
  }

  @Override
  public String toString() {
    return "heap %d KiB, %d classes, compiled code %d KiB"
        .formatted(heap >> 10, classes, code >> 10);
  }
}
