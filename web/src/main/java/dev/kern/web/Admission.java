package dev.kern.web;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Lets a few requests compute at a time and a bounded number wait, in the order of their coming.
/// Refuses others at once.
///
/// Handlers enter once the body has been read, so that slow clients take no place. A request that
/// finds a place computes on its own thread. One that had to wait is computed by threads of this
/// class, because a virtual thread that is woken runs only after all others that are ready, and the
/// place would be left empty meanwhile. Virtual threads go on while others compute: see [Carriers].
public final class Admission {
  /// The newest work's share in the mean time.
  private static final int SMOOTHING = 16;

  private static final long IDLE_SECONDS = 10;

  private final Semaphore places;
  private final int permits;
  private final int queue;
  private final long waitNanos;
  private final Queue<Waiting<?>> line = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong meanNanos = new AtomicLong();
  private final ThreadPoolExecutor threads;

  /// Work that waits for a place.
  private final class Waiting<T> {
    private final FutureTask<T> work;
    private final AtomicBoolean taken = new AtomicBoolean();

    Waiting(Supplier<T> work) {
      this.work = new FutureTask<>(work::get);
    }

    /// Ends the waiting, either to compute or to give up; false if it has ended already.
    boolean take() {
      boolean first = taken.compareAndSet(false, true);
      if (first) {
        waiting.decrementAndGet();
      }
      return first;
    }

    private boolean giveUp() {
      return line.remove(this) && take();
    }

    T await(long nanos) {
      try {
        return work.get(nanos, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (giveUp()) {
          throw busy();
        }
        return await(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        giveUp();
        Thread.currentThread().interrupt();
        throw new HttpException(503, "the server is stopping");
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException failure -> throw failure;
          case Error failure -> throw failure;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
  }

  private Admission(int permits, int queue, Duration wait) {
    this.places = new Semaphore(permits);
    this.permits = permits;
    this.queue = queue;
    this.waitNanos = wait.toNanos();
    this.threads =
        new ThreadPoolExecutor(
            permits,
            permits,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("kern-compute-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
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
    if (waiting.get() == 0 && places.tryAcquire()) {
      try {
        return timed(work);
      } finally {
        leave();
      }
    }
    if (waiting.incrementAndGet() > queue) {
      waiting.decrementAndGet();
      throw busy();
    }
    Waiting<T> mine = new Waiting<>(() -> timed(work));
    line.add(mine);
    computeNext();
    return mine.await(waitNanos);
  }

  private <T> T timed(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      long nanos = System.nanoTime() - start;
      meanNanos.accumulateAndGet(
          nanos, (mean, last) -> mean == 0 ? last : mean + (last - mean) / SMOOTHING);
    }
  }

  private void leave() {
    places.release();
    computeNext();
  }

  /// Gives a free place to a thread if anything waits. Called whenever something begins to wait or
  /// leaves a place.
  private void computeNext() {
    if (!line.isEmpty() && places.tryAcquire()) {
      try {
        threads.execute(this::computeLine);
      } catch (RuntimeException | Error e) {
        places.release();
        throw e;
      }
    }
  }

  /// Computes what waits until nothing does.
  private void computeLine() {
    try {
      for (Waiting<?> next = line.poll(); next != null; next = line.poll()) {
        if (next.take()) {
          next.work.run();
        }
      }
    } finally {
      leave();
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

  /// The time in which those who wait now will have been served, in whole seconds.
  private HttpException busy() {
    long nanos = meanNanos.get() * (waiting.get() + 1) / permits;
    long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999));
    return new HttpException(429, "the server is busy; try again in " + seconds + " s")
        .with("Retry-After", Long.toString(seconds));
  }
}
