package dev.kern.run;

import dev.kern.compile.BlockTask;
import dev.kern.compile.ThreadTeam;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The team of threads that computes: the caller and `size - 1` more.
///
/// A job is a number of blocks. Each thread has a share of its own, always the same one, so that
/// data that a block leaves in a core's cache is found there by the same block of the next job; who
/// has ended takes blocks from others' shares. [#run] returns when all are done. Between jobs the
/// threads spin for a while, since the next job of a step comes within microseconds and waking a
/// parked thread takes ten and more; then they park. Nothing is allocated and no lock is taken per
/// job, and each thread counts in a cache line of its own: a line that two cores write travels
/// between them each time, for half a microsecond where they share no cache.
///
/// Blocks write to places of their own and are the same for any number of threads, so results do
/// not depend on who computed what.
///
/// One caller at a time.
public final class Workers implements ThreadTeam, AutoCloseable {
  /// About 50 microseconds of spinning before a thread parks.
  private static final int SPINS = 2_000;

  /// The caller spins this often for the others' last blocks, some ten microseconds, then lets any
  /// other thread run: where processors are shared, the one that waits may keep the one that is
  /// waited for from its processor.
  private static final int PATIENCE = 500;

  /// Longs of two cache lines, which processors fetch together: a member's counts begin at `PITCH *
  /// member`.
  private static final int PITCH = 16;

  /// What is left of each member's share: the end of it in the upper half, its next block in the
  /// lower.
  private final AtomicLongArray shares;

  /// How many blocks each member has done since the team began.
  private final AtomicLongArray done;

  /// Whether each member is parked: 0 or 1.
  private final AtomicLongArray parked;

  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable BlockTask task;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private long given;

  /// A team of `size` threads, the caller included.
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

  /// Runs blocks of the member's own share, then of the others', until none is left.
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

  /// Whether a share has a block that nobody has claimed.
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
