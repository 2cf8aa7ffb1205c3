package dev.kern.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Lets a few requests compute at a time and a bounded number wait, in the order of their coming.
/// Refuses others at once.
///
/// Handlers enter once the body has been read, so that slow clients take no place. Virtual threads
/// go on while others compute: see [Carriers].
public final class Admission {
  /// The newest work's share in the mean time.
  private static final int SMOOTHING = 16;

  private final Semaphore places;
  private final int permits;
  private final int queue;
  private final long waitNanos;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong meanNanos = new AtomicLong();

  private Admission(int permits, int queue, Duration wait) {
    this.places = new Semaphore(permits, true);
    this.permits = permits;
    this.queue = queue;
    this.waitNanos = wait.toNanos();
  }

  /// Fails with [IllegalArgumentException] if there is no place, or the queue's length is negative.
  ///
  /// @param permits how many compute at a time
  /// @param queue how many wait at most
  /// @param wait how long each waits at most
  public static Admission of(int permits, int queue, Duration wait) {
    if (permits < 1 || queue < 0) {
      throw new IllegalArgumentException(permits + " places and a queue of " + queue);
    }
    Carriers.spare(permits);
    return new Admission(permits, queue, wait);
  }

  /// The result of some work, after waiting for a place.
  ///
  /// Fails with status 429, and says when to come again, if too many wait or the wait was too long.
  public <T> T run(Supplier<T> work) {
    enter();
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      places.release();
      long nanos = System.nanoTime() - start;
      meanNanos.accumulateAndGet(
          nanos, (mean, last) -> mean == 0 ? last : mean + (last - mean) / SMOOTHING);
    }
  }

  /// How many wait.
  public int waiting() {
    return waiting.get();
  }

  /// How many compute.
  public int running() {
    return permits - places.availablePermits();
  }

  private void enter() {
    if (waiting.get() == 0 && places.tryAcquire()) {
      return;
    }
    if (waiting.incrementAndGet() > queue) {
      waiting.decrementAndGet();
      throw busy();
    }
    try {
      if (!places.tryAcquire(waitNanos, TimeUnit.NANOSECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpException(503, "the server is stopping");
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// The time in which those who wait now will have been served, in whole seconds.
  private HttpException busy() {
    long nanos = meanNanos.get() * (waiting.get() + 1) / permits;
    long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999));
    return new HttpException(429, "the server is busy; try again in " + seconds + " s")
        .with("Retry-After", Long.toString(seconds));
  }
}
