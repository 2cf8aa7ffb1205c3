package dev.kern.train;

import dev.kern.train.file.EventLog;
import org.jspecify.annotations.Nullable;

/// Brings checkpoints and the best network into a run's folder, on a thread of its own: to wait for
/// a disk takes as long as a hundred steps.
final class FolderKeeper implements Keeper {
  private final RunFolder folder;
  private final Checkpoints checkpoints;
  private final EventLog log;
  private @Nullable Thread worker;
  private @Nullable Throwable failure;

  FolderKeeper(RunFolder folder, EventLog log) {
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

  private void start(Runnable work) {
    await();
    worker = Thread.ofPlatform().name("kern-keeper").start(() -> attempt(work));
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  @Override
  public void await() {
    close();
    Throwable thrown = failure;
    failure = null;
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {}
    }
  }

  @Override
  public void close() {
    if (worker == null) {
      return;
    }
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    worker = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
