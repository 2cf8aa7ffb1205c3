package dev.kern.cli;

import dev.kern.train.Run;
import java.util.concurrent.CountDownLatch;

/// Handles Ctrl-C: the run stops after the current step, then the program exits.
///
/// The Java machine answers SIGINT with exit status 130 and SIGTERM with 143, and waits for its
/// shutdown hooks, of which this is one.
final class Interruption implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Run run) {
    this.hook =
        new Thread(
            () -> {
              run.interrupt();
              await();
            },
            "kern-interruption");
  }

  /// Lets signals interrupt a run from now on.
  static Interruption of(Run run) {
    Interruption interruption = new Interruption(run);
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

  /// The run has ended and printed its last line.
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
