package dev.kern.data;

import dev.kern.data.file.DataException;
import java.util.concurrent.locks.LockSupport;

/// A thread that reads images from disk into memory shortly before training needs them.
///
/// It runs ahead of the steps by a bounded number of images and changes nothing: without it, or if
/// it falls behind, training waits for the disk and computes the same.
public final class ReadAhead implements AutoCloseable {
  private static final long PAUSE_NANOS = 500_000;

  private final Batches batches;
  private final long ahead;
  private final Thread thread;
  private volatile long reached;
  private volatile boolean closed;

  private ReadAhead(Batches batches, long step, boolean runs) {
    this.batches = batches;
    this.ahead = batches.ahead();
    this.reached = step * batches.batch();
    this.thread = Thread.ofPlatform().daemon().name("kern-read-ahead").unstarted(this::run);
    if (runs) {
      thread.start();
    }
  }

  /// Begins to read what the steps from this one on need; does nothing if that is in memory.
  public static ReadAhead of(Batches batches, long step) {
    return new ReadAhead(batches, step, batches.isOnDisk());
  }

  /// Tells that training is at a step. Allocates nothing and doesn't wait.
  public void reached(long step) {
    reached = step * batches.batch();
  }

  private void run() {
    long next = 0;
    while (!closed) {
      long now = reached;
      long from = Math.max(next, batches.touchFrom(now));
      if (from >= now + ahead) {
        LockSupport.parkNanos(PAUSE_NANOS);
        continue;
      }
      next = from + batches.batch();
      try {
        batches.touch(from, next);
      } catch (DataException | OutOfMemoryError _) {
        return; // training finds the same at this image, and says it
      }
    }
  }

  /// Ends the thread.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
