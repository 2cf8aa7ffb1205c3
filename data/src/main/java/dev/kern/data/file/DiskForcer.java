package dev.kern.data.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Brings many files and folders to the disk, several at once: a file system with a journal writes
/// that once for all who wait, so 16 threads are 10 to 50 times as fast as one.
final class DiskForcer {
  private static final int THREADS = 16;

  private final Iterator<Path> paths;

  private DiskForcer(Iterator<Path> paths) {
    this.paths = paths;
  }

  /// Forces a file, or a folder with all that is in it.
  static void force(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      DiskForcer forcer = new DiskForcer(all.iterator());
      List<Path> first = new ArrayList<>();
      for (int i = 0; i < THREADS && forcer.paths.hasNext(); i++) {
        first.add(forcer.paths.next());
      }
      for (Path path : first) {
        one(path);
      }
      if (forcer.paths.hasNext()) {
        forcer.forceRest();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void forceRest() throws IOException {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      tasks.add(this::forceSome);
    }
    try (ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().name("kern-force").factory())) {
      for (Future<Boolean> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }

  private boolean forceSome() throws IOException {
    try {
      for (Optional<Path> path = next(); path.isPresent(); path = next()) {
        one(path.get());
      }
      return true;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private synchronized Optional<Path> next() {
    return paths.hasNext() ? Optional.of(paths.next()) : Optional.empty();
  }

  private static void one(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      AtomicOutput.force(path);
    } else {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    }
  }
}
