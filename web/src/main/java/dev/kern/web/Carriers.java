package dev.kern.web;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;

/// The threads that carry virtual ones.
///
/// By default there are as many as processors, and a virtual thread that computes keeps its carrier
/// until it waits for something. When one computes on each, nobody is left to refuse requests, to
/// say that the server is live, or to begin with a new connection. Worse, a carrier goes on with
/// what its own threads have woken as long as there is any, and takes new threads last: under load
/// that never pauses, a new connection may not be looked at for seconds.
final class Carriers {
  /// What an administrator sets them by.
  private static final String PROPERTY = "jdk.virtualThreadScheduler.parallelism";

  /// One to wait for connections and one for all else.
  private static final int FEWEST_SPARE = 2;

  /// One processor in so many may be busy with waiting for connections, where there are many.
  private static final int PROCESSORS_PER_POLLER = 4;

  private Carriers() {}

  /// Sees to it that carriers are left when so many virtual threads compute, unless an
  /// administrator has set their number. The processors are shared out among carriers by the
  /// system, which leaves out nobody for long.
  static void spare(int computing) {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    int pollers = Runtime.getRuntime().availableProcessors() / PROCESSORS_PER_POLLER;
    int enough = computing + FEWEST_SPARE + pollers;
    synchronized (Carriers.class) {
      if (scheduler.getParallelism() < enough) {
        scheduler.setParallelism(enough);
      }
    }
  }
}
