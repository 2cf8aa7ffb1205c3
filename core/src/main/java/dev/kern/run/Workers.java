package dev.kern.run;

import dev.kern.compile.BlockTask;
import dev.kern.compile.ThreadTeam;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
/// nothing and takes no lock.
///
/// What counts are the cache lines that cores take from one another, each of which takes tens of
/// nanoseconds. A job is announced by one line, which all read; who counts as done, by one per
/// [#TOGETHER] threads; and what is left to steal, by a bit per thread, so that a thread that finds
/// nothing looks at no other's share. So the lines per job grow with the number of threads, not
/// with its square.
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

  /// Threads that count completed blocks in the same line.
  private static final int TOGETHER = 8;

  /// The bits of a block's number; those above have the number of a job.
  private static final int BLOCK_BITS = 24;

  private static final long BLOCK = (1L << BLOCK_BITS) - 1;

  /// The number of the latest job in the upper bits, how many blocks it has in the lower.
  private final AtomicLong announced = new AtomicLong();

  /// A job in the upper bits, and the next block of each member's share in it in the lower. The
  /// first thread that takes a block of a share for a job writes its number.
  private final AtomicLongArray shares;

  /// A bit for each member in whose share something is left.
  private final AtomicLongArray left;

  /// How many blocks each [#TOGETHER] members have completed since the team was created.
  private final AtomicLongArray done;

  /// Whether each member is parked: 0 or 1.
  private final AtomicLongArray parked;

  private final AtomicLong sleepers = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final int size;
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
    this.size = size;
    shares = new AtomicLongArray(PITCH * size);
    left = new AtomicLongArray(PITCH * Math.ceilDiv(size, Long.SIZE));
    done = new AtomicLongArray(PITCH * Math.ceilDiv(size, TOGETHER));
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
    return size;
  }

  /// Runs `blocks` blocks of a task and returns when all are done.
  ///
  /// An exception in a block is thrown here after the others have ended, an [OutOfMemoryError] as
  /// it is.
  ///
  /// Fails with [IllegalArgumentException] if there are more than 16 million blocks.
  @Override
  @SuppressWarnings("ThreadPriorityCheck") // yielding is for speed alone, results don't rely on it
  public void run(int blocks, BlockTask job) {
    if (size == 1 || blocks <= 1) {
      for (int block = 0; block < blocks; block++) {
        job.run(block, 0);
      }
      return;
    }
    if (blocks > BLOCK) {
      throw new IllegalArgumentException(
          "a job has at most %d blocks, given %d".formatted(BLOCK, blocks));
    }
    task = job;
    given += blocks;
    for (int word = 0; word * Long.SIZE < size; word++) {
      left.setPlain(PITCH * word, owners(word, blocks));
    }
    long number = (announced.getPlain() >>> BLOCK_BITS) + 1;
    announced.set(number << BLOCK_BITS | blocks);
    if (sleepers.get() > 0) {
      wake(blocks);
    }
    claim(0, announced.getPlain());
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

  /// The bits of the members of a word that have blocks.
  private long owners(int word, int blocks) {
    int first = word * Long.SIZE;
    int members = Math.min(Long.SIZE, size - first);
    if (blocks >= size) {
      return -1L >>> (Long.SIZE - members);
    }
    long bits = 0;
    for (int member = first; member < first + members; member++) {
      bits |= from(member, blocks) < from(member + 1, blocks) ? 1L << member : 0;
    }
    return bits;
  }

  /// Where the share of a member begins, and that of the one before ends.
  private int from(int member, int blocks) {
    return (int) ((long) blocks * member / size);
  }

  /// Wakes those who are parked and have blocks.
  private void wake(int blocks) {
    for (int member = 1; member < size; member++) {
      boolean needed = from(member, blocks) < from(member + 1, blocks);
      if (needed && parked.get(PITCH * member) != 0) {
        LockSupport.unpark(threads.get(member - 1));
      }
    }
  }

  private long blocksDone() {
    long sum = 0;
    for (int at = 0; at < done.length(); at += PITCH) {
      sum += done.get(at);
    }
    return sum;
  }

  /// Runs blocks of the member's own share of a job, then of the others' shares, until none is
  /// left.
  private void claim(int member, long job) {
    int count = drain(member, member, job);
    int words = left.length() / PITCH;
    for (int k = 0; k <= words; k++) {
      int word = (member / Long.SIZE + k) % words;
      // The last word to look at is the first one again, for the members before this one.
      long wanted = k == 0 ? -1L << member : k == words ? ~(-1L << member) : -1L;
      long bits = left.get(PITCH * word) & wanted;
      while (bits != 0) {
        count += drain(word * Long.SIZE + Long.numberOfTrailingZeros(bits), member, job);
        bits &= bits - 1;
      }
    }
    if (count > 0) {
      done.getAndAdd(member / TOGETHER * PITCH, count);
    }
  }

  /// Runs what is left of a share, and says how many blocks that were.
  private int drain(int owner, int member, long job) {
    int count = 0;
    for (int block = next(owner, job); block >= 0; block = next(owner, job)) {
      run(block, member);
      count++;
    }
    return count;
  }

  /// Takes a block of a share; -1 if there is none, or the job is over.
  private int next(int owner, long job) {
    long number = job >>> BLOCK_BITS;
    int blocks = (int) (job & BLOCK);
    int end = from(owner + 1, blocks);
    while (true) {
      long share = shares.get(PITCH * owner);
      boolean begun = share >>> BLOCK_BITS == number;
      int block = begun ? (int) (share & BLOCK) : from(owner, blocks);
      if (block >= end || share >>> BLOCK_BITS > number) {
        return -1;
      }
      if (shares.compareAndSet(PITCH * owner, share, number << BLOCK_BITS | block + 1)) {
        if (block + 1 == end) { // no later job can have begun, since this block is still to run
          left.getAndAdd(owner / Long.SIZE * PITCH, -(1L << owner));
        }
        return block;
      }
    }
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

  private void work(int member) {
    long seen = 0;
    int idle = 0;
    while (!closed) {
      long job = announced.get();
      if (job != seen) {
        claim(member, job);
        seen = job;
        idle = 0;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        park(member, seen);
        idle = 0;
      }
    }
  }

  private void park(int member, long seen) {
    parked.set(PITCH * member, 1);
    sleepers.getAndIncrement();
    if (announced.get() == seen && !closed) {
      LockSupport.park(this);
    }
    sleepers.getAndDecrement();
    parked.set(PITCH * member, 0);
  }

  /// Ends the threads.
  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
  }
}
