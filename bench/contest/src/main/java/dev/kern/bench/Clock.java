package dev.kern.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// By what steps are timed.
enum Clock {
  /// Time as it passes.
  WALL {
    @Override
    long nanos() {
      return System.nanoTime();
    }
  },
  /// The time that the thread which runs the steps has had of a processor. It is the same on a busy
  /// machine, where others take their share, and leaves out the just-in-time compiler; other
  /// threads of a framework too, so that it is for one.
  THREAD {
    @Override
    long nanos() {
      return THREADS.getCurrentThreadCpuTime();
    }
  };

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// Nanoseconds since some moment.
  abstract long nanos();
}
