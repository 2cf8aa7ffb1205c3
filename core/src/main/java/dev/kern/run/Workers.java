package dev.kern.run;

import dev.kern.compile.BlockTask;
import dev.kern.compile.ThreadTeam;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A team of threads: the caller and `size - 1` more.
///
/// A job is a number of blocks. Each thread has a fixed share of them, so that the data that a
/// block leaves in a core's cache is still there for the same block of the next job; a thread that
/// has finished its share steals blocks from the others. [#run] returns when all blocks are done.
/// Between jobs the threads spin for a while, since the next job of a step comes within
/// microseconds, but waking a parked thread takes at least ten; then they park. A job allocates
/// nothing and takes no lock. Each thread has its counters in its own cache line: a line that two
/// cores write moves between them each time, which takes half a microsecond if they don't share a
/// cache.
///
/// Blocks write to disjoint memory and are the same for any number of threads, so the results don't
/// depend on which thread computes which block.
///
/// One caller at a time.
public final class Workers implements ThreadTeam, AutoCloseable {
  /// About 50 microseconds of spinning before a thread parks.
  private static final int SPINS = 2_000;

  /// The caller spins this often for the others' last blocks, about ten microseconds, and then
  /// yields: on shared processors the waiting thread may be occupying the processor that the other
  /// one needs.
  private static final int PATIENCE = 500;

  /// The number of longs in two cache lines, which processors fetch together: a member's counters
  /// begin at `PITCH * member`.
  private static final int PITCH = 16;

  /// The rest of each member's share: its end in the upper half, its next block in the lower.
  private final AtomicLongArray shares;

  /// How many blocks each member has completed since the team was created.
  private final AtomicLongArray done;

  /// Whether each member is parked: 0 or 1.
  private final AtomicLongArray parked;

  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable BlockTask task;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private long given;

  /// A team of `size` threads, including the caller.
  ///
  /// Fails with [IllegalArgumentException] if `size` is below 1 or above 1,024.
  public Workers(int size) {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException(
          "the number of threads must be 1 to 1024, given %d; this machine has %d processors"
              .formatted(size, Runtime.getRuntime().availableProcessors()));
    }
    shares = new AtomicLongArray(PITCH * size);
    done = new AtomicLongArray(PITCH * size);
    parked = new AtomicLongArray(PITCH * size);
    for (int worker = 1; worker < size; worker++) {
      int index = worker;
      Thread thread =
          Thread.ofPlatform().daemon().name("kern-worker-" + worker).unstarted(() -> work(index));
      threads.add(thread);
      thread.start();
    }
  }

  /// The number of threads, including the caller.
  @Override
  public int size() {
    return threads.size() + 1;
  }

  /// Runs `blocks` blocks of a task and returns when all are done.
  ///
  /// An exception in a block is thrown here after the others have ended, an [OutOfMemoryError] as
  /// it is.
  @Override
  @SuppressWarnings("ThreadPriorityCheck") // yielding is for speed alone, results don't rely on it
  public void run(int blocks, BlockTask job) {
    int size = size();
    if (size == 1 || blocks == 1) {
      for (int block = 0; block < blocks; block++) {
        job.run(block, 0);
      }
      return;
    }
    task = job;
    given += blocks;
    for (int member = 0; member < size; member++) {
      long end = (long) blocks * (member + 1) / size;
      shares.set(PITCH * member, end << 32 | (long) blocks * member / size);
      if (member > 0 && parked.get(PITCH * member) != 0) {
        LockSupport.unpark(threads.get(member - 1));
      }
    }
    claim(0);
    for (int spins = 0; blocksDone() < given; spins++) {
      if (spins < PATIENCE) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      if (thrown instanceof OutOfMemoryError full) {
        throw full;
      }
      throw new IllegalStateException("a block of a plan failed: " + thrown, thrown);
    }
  }

  private long blocksDone() {
    long sum = 0;
    for (int member = 0; member < size(); member++) {
      sum += done.get(PITCH * member);
    }
    return sum;
  }

  /// Runs blocks of the member's own share, then of the others' shares, until none is left.
  private void claim(int member) {
    int count = 0;
    for (int k = 0; k < size(); k++) {
      int owner = (member + k) % size();
      while (isLeft(shares.get(PITCH * owner))) {
        long claimed = shares.getAndIncrement(PITCH * owner);
        if (isLeft(claimed)) {
          count++;
          run((int) claimed, member);
        }
      }
    }
    done.set(PITCH * member, done.get(PITCH * member) + count);
  }

  private void run(int block, int member) {
    BlockTask current = task;
    try {
      if (current != null) {
        current.run(block, member);
      }
    } catch (Throwable thrown) {
      failure = thrown;
    }
  }

  /// Whether a share has an unclaimed block.
  private static boolean isLeft(long share) {
    return (int) share < (int) (share >>> 32);
  }

  private void work(int member) {
    int idle = 0;
    while (!closed) {
      if (isLeft(shares.get(PITCH * member))) {
        claim(member);
        idle = 0;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        parked.set(PITCH * member, 1);
        if (!isLeft(shares.get(PITCH * member)) && !closed) {
          LockSupport.park(this);
        }
        parked.set(PITCH * member, 0);
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
