package dev.kern.run;

import dev.kern.compile.BlockTask;
import dev.kern.compile.Team;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The team of threads that computes: the caller and `size - 1` more.
///
/// A job is a number of blocks, claimed one by one by whoever is free; [#run] returns when all are
/// done. Between jobs the threads spin for a while, since the next job of a step comes within
/// microseconds and waking a parked thread takes ten; then they park. Nothing is allocated and no
/// lock is taken per job.
///
/// Blocks write to places of their own and are the same for any number of threads, so results do
/// not depend on who computed what.
///
/// One caller at a time.
public final class Workers implements Team, AutoCloseable {
  /// About 50 microseconds of spinning before a thread parks.
  private static final int SPINS = 2_000;

  /// The caller spins this often for the others' last blocks, some ten microseconds, then lets any
  /// other thread run: where processors are shared, the one that waits may keep the one that is
  /// waited for from its processor.
  private static final int PATIENCE = 500;

  private static final int BLOCK_BITS = 24;
  private static final long BLOCK_MASK = (1L << BLOCK_BITS) - 1;
  private static final long EPOCH_MASK = 0xFFFF;

  /// Epoch, number of blocks and next block in one word, so that a claim by a late thread can't be
  /// mistaken for one of the next job.
  private final AtomicLong ticket = new AtomicLong();

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicInteger parked = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable BlockTask task;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private long epoch;

  /// A team of `size` threads, the caller included.
  ///
  /// Fails with [IllegalArgumentException] if `size` is below 1 or above 1,024.
  public Workers(int size) {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException(
          "a team has 1 to 1024 threads, given %d; this machine has %d processors"
              .formatted(size, Runtime.getRuntime().availableProcessors()));
    }
    for (int worker = 1; worker < size; worker++) {
      int index = worker;
      Thread thread =
          Thread.ofPlatform().daemon().name("kern-worker-" + worker).unstarted(() -> work(index));
      threads.add(thread);
      thread.start();
    }
  }

  /// How many threads there are, the caller included.
  @Override
  public int size() {
    return threads.size() + 1;
  }

  /// Runs `blocks` blocks of a task and returns when all are done.
  ///
  /// An exception in a block is thrown here after the others have ended.
  @Override
  @SuppressWarnings("ThreadPriorityCheck") // yielding is for speed alone, results don't rely on it
  public void run(int blocks, BlockTask job) {
    if (threads.isEmpty() || blocks == 1) {
      for (int block = 0; block < blocks; block++) {
        job.run(block, 0);
      }
      return;
    }
    task = job;
    unfinished.set(blocks);
    epoch = (epoch + 1) & EPOCH_MASK;
    ticket.set((epoch << (2 * BLOCK_BITS)) | ((long) blocks << BLOCK_BITS));
    if (parked.get() > 0) {
      threads.forEach(LockSupport::unpark);
    }
    claim(0);
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < PATIENCE) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a block of a plan failed: " + thrown, thrown);
    }
  }

  /// Runs blocks of the current job until none is left; whether there was one.
  private boolean claim(int worker) {
    boolean any = false;
    while (true) {
      long seen = ticket.get();
      if (next(seen) >= blocks(seen)) {
        return any;
      }
      long claimed = ticket.getAndIncrement();
      if (next(claimed) >= blocks(claimed)) {
        return any;
      }
      any = true;
      BlockTask current = task;
      try {
        if (current != null) {
          current.run((int) next(claimed), worker);
        }
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        unfinished.decrementAndGet();
      }
    }
  }

  private static long next(long ticket) {
    return ticket & BLOCK_MASK;
  }

  private static long blocks(long ticket) {
    return (ticket >>> BLOCK_BITS) & BLOCK_MASK;
  }

  private void work(int worker) {
    int idle = 0;
    while (!closed) {
      if (claim(worker)) {
        idle = 0;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        parked.incrementAndGet();
        long seen = ticket.get();
        if (next(seen) >= blocks(seen) && !closed) {
          LockSupport.park(this);
        }
        parked.decrementAndGet();
        idle = 0;
      }
    }
  }

  /// Ends the threads.
  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
  }
}
