package dev.kern.testing;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

/// Processor time, user and system.
public final class ProcessorTime {
  private static final double NANOS = 1e9;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ProcessorTime() {}

  /// Seconds that this process has taken.
  public static double ofProcess() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / NANOS;
  }

  /// Seconds that the threads of some names have taken, of those that live. Virtual threads count
  /// for those that carry them.
  public static double ofThreads(Predicate<String> name) {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
            .filter(Objects::nonNull)
            .filter(thread -> name.test(thread.getThreadName()))
            .mapToLong(ThreadInfo::getThreadId)
            .map(THREADS::getThreadCpuTime)
            .sum()
        / NANOS;
  }
}
