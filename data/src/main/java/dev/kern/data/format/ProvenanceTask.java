package dev.kern.data.format;

import dev.kern.data.Provenance;
import dev.kern.data.file.OrderedTasks;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;

/// Finds out where a data set came from, beside its reading: the checksum of a large file takes as
/// long as all else.
final class ProvenanceTask implements AutoCloseable {
  /// From so many bytes on it is worth a thread. Few, since until the just-in-time compiler has
  /// come to it, which at the start has much else to do, it takes thirty times as long.
  static final long LARGE = 1 << 20;

  private final FutureTask<Provenance> task;
  private final boolean beside;

  private ProvenanceTask(Path source, String format, List<Path> files, boolean beside) {
    this.task = new FutureTask<>(() -> Provenance.of(source, format, files));
    this.beside = beside;
  }

  /// Begins, if the files are large.
  static ProvenanceTask of(Path source, String format, List<Path> files) {
    long bytes = 0;
    for (Path file : files) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw Problem.of(file, e);
      }
    }
    ProvenanceTask tracing = new ProvenanceTask(source, format, files, bytes >= LARGE);
    if (tracing.beside) {
      Thread.ofPlatform().daemon().name("kern-checksum").start(tracing.task);
    }
    return tracing;
  }

  /// What was found; fails with `DataException` if a file can't be read.
  Provenance provenance() {
    if (!beside) {
      task.run();
    }
    return OrderedTasks.result(task);
  }

  /// Gives up, if it still goes on.
  @Override
  public void close() {
    task.cancel(true);
  }
}
