package dev.kern.data.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Tasks that all processors work on, whose results arrive as if one thread had done them: in the
/// order of the tasks, on the thread that added them, and after a failure nothing any more.
///
/// ```java
/// try (OrderedTasks<Image> decoding = OrderedTasks.on(threads, images::add)) {
///   for (Path file : files) {
///     byte[] content = Files.readAllBytes(file);
///     decoding.add(content.length, () -> decode(content));
///   }
///   decoding.finish();
/// }
/// ```
///
/// A task that is added waits for earlier ones if many are under way or they hold much memory, so
/// that no more is read ahead than keeps the threads busy. Used by one thread at a time.
///
/// @param <R> what a task results in
public final class OrderedTasks<R> implements AutoCloseable {
  private static final int PER_THREAD = 4;
  private static final long MOST_BYTES = 32 << 20;

  private record Pending<R>(FutureTask<R> task, long bytes) {}

  private final Consumer<? super R> sink;
  private final int most;
  private final Queue<Pending<R>> pending = new ArrayDeque<>();
  private final BlockingQueue<FutureTask<R>> waiting = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private long bytes;

  private OrderedTasks(int threads, Consumer<? super R> sink) {
    this.sink = sink;
    this.most = threads == 1 ? 0 : PER_THREAD * threads;
    for (int i = 0; i < threads && threads > 1; i++) {
      Thread thread = Thread.ofPlatform().daemon().name("kern-loader-" + i).unstarted(this::work);
      this.threads.add(thread);
      thread.start();
    }
  }

  /// Tasks on so many threads beside the caller's, or, for one, on the caller's.
  ///
  /// @param sink takes the results
  public static <R> OrderedTasks<R> on(int threads, Consumer<? super R> sink) {
    if (threads < 1) {
      throw new IllegalArgumentException("the number of threads is 1 or more, given " + threads);
    }
    return new OrderedTasks<>(threads, sink);
  }

  /// Adds a task, and takes the results that there are.
  ///
  /// A failure of an earlier task is thrown here, unchecked ones as they are.
  ///
  /// @param holds how many bytes of memory the task holds until it is done
  public void add(long holds, Callable<R> task) {
    Pending<R> added = new Pending<>(new FutureTask<>(task), holds);
    pending.add(added);
    bytes += holds;
    if (threads.isEmpty()) {
      added.task.run();
    } else {
      waiting.add(added.task);
    }
    while (!pending.isEmpty()
        && (pending.size() > most || bytes > MOST_BYTES || pending.element().task.isDone())) {
      take();
    }
  }

  /// Waits for all tasks, and takes their results.
  public void finish() {
    while (!pending.isEmpty()) {
      take();
    }
  }

  private void take() {
    Pending<R> first = pending.remove();
    bytes -= first.bytes;
    sink.accept(result(first.task));
  }

  /// The result of a task on another thread; an interruption doesn't end the wait, and is passed on
  /// after it.
  ///
  /// A failure of the task is thrown here, unchecked ones as they are.
  public static <R> R result(Future<R> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException("a task failed", e.getCause());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void work() {
    try {
      while (true) {
        waiting.take().run();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /// Ends the threads, after the tasks that they are doing; those that wait are dropped.
  @Override
  public void close() {
    waiting.clear();
    pending.clear();
    threads.forEach(Thread::interrupt);
  }
}
