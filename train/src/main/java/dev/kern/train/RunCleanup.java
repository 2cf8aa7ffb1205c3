package dev.kern.train;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.train.file.FolderLock;
import dev.kern.train.file.LogSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is of no more use in a folder of runs: runs that failed, runs that were interrupted before
/// anything was saved, and what killed programs have left half-written.
///
/// Runs that a program is running are never part of it, nor are those that can be resumed, those
/// whose record can't be read, and folders that hold other files than a run's.
///
/// @param items what can be removed
/// @param kept why a failed or empty run is not among them, a sentence each
public record RunCleanup(List<Item> items, List<String> kept) {
  private static final Duration NEW = Duration.ofMinutes(1);

  /// Something that can be removed.
  ///
  /// @param path the folder or file
  /// @param reason why, in words
  /// @param bytes how large it is
  /// @param leftover whether a killed program has left it, so that it is no run
  public record Item(String path, String reason, long bytes, boolean leftover) {}

  /// Copies the lists.
  public RunCleanup {
    items = List.copyOf(items);
    kept = List.copyOf(kept);
  }

  /// Looks through a folder of runs, or at one run.
  ///
  /// Fails with `DataException` if the folder can't be read.
  public static RunCleanup of(Path folder) {
    List<Item> items = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (RunFolder run : RunSummary.in(folder)) {
      try {
        Optional<String> reason = FolderLock.isTaken(run.path()) ? Optional.empty() : reason(run);
        if (reason.isPresent()) {
          List<String> others = run.others();
          if (others.isEmpty()) {
            items.add(new Item(run.path().toString(), reason.get(), bytes(run.path()), false));
          } else {
            kept.add(
                "%s %s, but also holds %s"
                    .formatted(run.path(), reason.get(), Problem.list(others)));
          }
        }
      } catch (DataException e) {
        kept.add(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      }
    }
    if (!RunFolder.isRun(folder)) {
      for (Path leftover : AtomicOutput.leftovers(folder)) {
        items.add(
            new Item(leftover.toString(), "was left by a killed program", bytes(leftover), true));
      }
    }
    return new RunCleanup(items, kept);
  }

  /// Why a run that no program is running is of no more use, if it is.
  private static Optional<String> reason(RunFolder run) {
    LogSummary log = run.summary();
    if (log.finished().isPresent()) {
      return Optional.empty();
    }
    if (log.failed().isPresent()) {
      return Optional.of("failed at step " + Problem.count(log.failed().get().step()));
    }
    boolean saved = run.checkpoints().lastStep() > 0 || FileStatus.exists(run.best());
    return saved || hasJustBegun(run)
        ? Optional.empty()
        : Optional.of("was interrupted before anything was saved");
  }

  /// Whether a program may be about to lock the folder that it has just made.
  private static boolean hasJustBegun(RunFolder run) {
    Instant begun = Instant.parse(run.record().started());
    return begun.isAfter(Instant.now().minus(NEW));
  }

  private static long bytes(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      long bytes = 0;
      for (Path path : (Iterable<Path>) all::iterator) {
        BasicFileAttributes is =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        bytes += is.isRegularFile() ? is.size() : 0;
      }
      return bytes;
    } catch (UncheckedIOException e) {
      throw Problem.of(place, e);
    } catch (IOException e) {
      throw Problem.of(place, e);
    }
  }

  /// Removes one of the items.
  ///
  /// Fails with `DataException` if that can't be done, or a program has begun to use the run.
  public static void remove(Item item) {
    Path path = Path.of(item.path);
    if (!item.leftover) {
      remove(RunFolder.open(path));
    } else {
      AtomicOutput.sweepDead(path.toAbsolutePath().normalize().resolveSibling(""));
      if (FileStatus.isTaken(path)) {
        throw Problem.at(item.path, "can't be removed")
            .failure()
            .fix("check the permissions of the folder it is in");
      }
    }
  }

  private static void remove(RunFolder run) {
    try (FolderLock _ = FolderLock.take(run.path())) {
      if (reason(run).isEmpty()) {
        throw Problem.at(run.path().toString(), "this run is in use by now")
            .fix("kern runs clean again, to see what is left");
      }
      run.deleteFiles();
    }
    run.deleteFolder();
  }
}
