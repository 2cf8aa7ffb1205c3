package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/// What a session's threads allocate.
final class AllocatedBytes {
  private AllocatedBytes() {}

  /// Bytes allocated so far by this thread and all workers that there are now.
  static LongSupplier counter() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t == Thread.currentThread() || t.getName().startsWith("kern-worker"))
            .mapToLong(Thread::threadId)
            .toArray();
    assertThat(ids.length).as("this thread and the session's worker").isGreaterThanOrEqualTo(2);
    return () -> {
      long sum = 0;
      for (long id : ids) {
        sum += threads.getThreadAllocatedBytes(id);
      }
      return sum;
    };
  }
}
