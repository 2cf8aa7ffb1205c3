package dev.kern.data.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The hidden place where an output is written until it is complete: `.NAME.kern.tmp` next to its
/// final name.
///
/// A claim on `.NAME.kern.lock.tmp` tells a draft that is being written from one that a killed
/// program has left, which the next writer of the same name deletes. A second writer of that name
/// meanwhile takes `.NAME.2.kern.tmp`, and so on.
///
/// @param path the place, where nothing exists at first
/// @param claim the claim on it, if the file system has locks
record Draft(Path path, Optional<Claimed> claim) implements AutoCloseable {
  private static final int MOST_WRITERS = 100;
  private static final String END = ".kern.tmp";
  private static final String LOCK_END = ".kern.lock.tmp";
  private static final String LEFTOVERS = ".*.kern{,.lock}.tmp";
  private static final Pattern ANY_END = Pattern.compile("\\.kern(\\.lock)?\\.tmp$");

  /// A claim and its file.
  record Claimed(Path file, FileClaim claim) {
    /// Gives up the claim and deletes its file, first the latter: it must not be another's by then.
    void release() {
      try (claim) {
        // Twice, since a failure may pass: an empty file is no reason to fail.
        if (!delete(file)) {
          delete(file);
        }
      } catch (IOException _) {
        // An empty file is left, which the next writer takes over.
      }
    }
  }

  /// A place to write an output to.
  static Draft of(Path output) {
    String name = "." + output.getFileName();
    try {
      for (int number = 1; number <= MOST_WRITERS; number++) {
        String own = number == 1 ? name : name + "." + number;
        Path lock = output.resolveSibling(own + LOCK_END);
        Optional<FileClaim> claim = FileClaim.take(lock);
        if (claim.isPresent()) {
          Claimed claimed = new Claimed(lock, claim.get());
          Path place = output.resolveSibling(own + END);
          if (delete(place)) {
            return new Draft(place, Optional.of(claimed));
          }
          claimed.release();
          break;
        }
      }
    } catch (IOException _) {
      // Without locks, or without permission: writing to the place says what is wrong.
    }
    return new Draft(output.resolveSibling(name + "." + UUID.randomUUID() + END), Optional.empty());
  }

  /// Deletes the drafts in a folder that killed programs have left; what can't be deleted stays.
  static void sweepDead(Path folder) {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, LEFTOVERS)) {
      for (Path leftover : leftovers) {
        String own = ANY_END.matcher(leftover.getFileName().toString()).replaceFirst("");
        Path lock = folder.resolve(own + LOCK_END);
        Optional<FileClaim> claim = FileClaim.take(lock);
        if (claim.isPresent()) {
          delete(folder.resolve(own + END));
          new Claimed(lock, claim.get()).release();
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // It costs space, nothing else.
    }
  }

  /// What [#sweepDead] finds to delete: the drafts in a folder that killed programs have left.
  static List<Path> dead(Path folder) throws IOException {
    List<Path> dead = new ArrayList<>();
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, ".*" + END)) {
      for (Path draft : drafts) {
        String own = ANY_END.matcher(draft.getFileName().toString()).replaceFirst("");
        if (!FileClaim.isTaken(folder.resolve(own + LOCK_END))) {
          dead.add(draft);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    dead.sort(Comparator.naturalOrder());
    return dead;
  }

  /// Deletes a file, or a folder with all that is in it, but nothing behind a link.
  static void deleteAll(Path place) throws IOException {
    if (FileStatus.look(place, LinkOption.NOFOLLOW_LINKS).isPresent()) {
      try (Stream<Path> all = Files.walk(place)) {
        List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
          Files.delete(path);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  /// The same; whether that was possible.
  private static boolean delete(Path place) {
    try {
      deleteAll(place);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Deletes what is still there, which is nothing if the draft has got its final name.
  @Override
  public void close() {
    delete(path);
    claim.ifPresent(Claimed::release);
  }
}
