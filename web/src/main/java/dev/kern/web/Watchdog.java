package dev.kern.web;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks ten times a second for connections whose client is too slow.
///
/// On a platform thread, because virtual threads wait while handlers compute on all processors.
final class Watchdog implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger("dev.kern.web");
  private static final long PERIOD_MILLIS = 100;

  private final int most;

  private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;

  /// @param most connections at a time
  Watchdog(int most) {
    this.most = most;
    Thread.ofPlatform().daemon().name("kern-web-watchdog").start(this::watch);
  }

  void add(ClientConnection connection) {
    connections.add(connection);
  }

  /// Whether there are more connections than there should be.
  boolean isFull() {
    return connections.size() > most;
  }

  /// Whether there are far more.
  boolean isFlooded() {
    return connections.size() > 2L * most;
  }

  void remove(ClientConnection connection) {
    connections.remove(connection);
  }

  /// From now on, connections close after what they are answering.
  void startClosing() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /// Starts what may block, which the watchdog itself must not.
  Thread start(Runnable task) {
    return Thread.ofVirtual().name("kern-web-farewell").start(task);
  }

  private void watch() {
    try {
      while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        checkAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The watchdog outlives a moment without memory, in which it can start no thread.
  private void checkAll() {
    long now = System.nanoTime();
    try {
      connections.forEach(connection -> connection.check(now));
    } catch (OutOfMemoryError e) {
      LOGGER.log(System.Logger.Level.WARNING, "slow clients weren't ended", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
