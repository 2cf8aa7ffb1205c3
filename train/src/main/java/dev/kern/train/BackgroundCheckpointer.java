package dev.kern.train;

import dev.kern.model.TrainedModel;
import dev.kern.train.file.EventLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Brings checkpoints and the best network into a run's folder, on a thread of its own: to wait for
/// a disk takes as long as a hundred steps.
final class BackgroundCheckpointer implements Checkpointer {
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final RunFolder folder;
  private final CheckpointFolder checkpoints;
  private final EventLog log;

  /// One thread for all: it keeps its buffers, and waking it costs the trainer less than making it.
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("kern-checkpointer").factory());

  private CompletableFuture<Void> work = NOTHING;

  BackgroundCheckpointer(RunFolder folder, EventLog log) {
    this.folder = folder;
    this.checkpoints = folder.checkpoints();
    this.log = log;
  }

  @Override
  public void keep(Snapshot snapshot) {
    start(
        () -> {
          // The log first: a checkpoint must not know of more than the log tells.
          log.force();
          checkpoints.add(snapshot.checkpoint());
        });
  }

  @Override
  public void keepBest(TrainedModel model) {
    start(() -> model.write(folder.best()));
  }

  private void start(Runnable task) {
    await();
    work = CompletableFuture.runAsync(task, worker);
  }

  @Override
  public void await() {
    CompletableFuture<Void> last = work;
    work = NOTHING;
    try {
      last.join(); // an interrupt does not end it: nothing is left half-written
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  @Override
  public void close() {
    work.exceptionally(_ -> null).join();
    worker.shutdown();
  }
}
