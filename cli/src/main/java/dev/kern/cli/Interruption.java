package dev.kern.cli;

import java.util.concurrent.CountDownLatch;

/// Handles Ctrl-C: a run stops after the current step, a server when it has answered, then the
/// program exits.
///
/// The Java machine answers SIGINT with exit status 130 and SIGTERM with 143, and waits for its
/// shutdown hooks, of which this is one.
final class Interruption implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Runnable stop) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              await();
            },
            "kern-interruption");
  }

  /// Lets signals stop something from now on.
  ///
  /// @param stop asks it to end, and doesn't wait for that
  static Interruption of(Runnable stop) {
    Interruption interruption = new Interruption(stop);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void await() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// It has ended and printed its last line.
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is ending because of a signal.
    }
  }
}
