package dev.kern.data.format;

import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// How many pixels all images of an archive together may have.
///
/// A few megabytes of blank images decode to gigabytes, each by itself within bounds. Photos have
/// five to ten pixels per byte, letters twenty, scanned pages of text some hundred. A folder has no
/// limit: whoever unpacked it knows what is there. Thread-safe.
final class PixelBudget {
  private static final int MOST_PER_BYTE = 200;

  /// Pixels that may be in however few bytes.
  private static final long LEAST = 1L << 26;

  private final Path path;
  private final long most;
  private final AtomicLong spent = new AtomicLong();

  private PixelBudget(Path path, long most) {
    this.path = path;
    this.most = most;
  }

  /// That of an archive or folder.
  static PixelBudget of(Path path) {
    try {
      return new PixelBudget(
          path,
          FileStatus.isFolder(path) ? Long.MAX_VALUE : LEAST + MOST_PER_BYTE * Files.size(path));
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// Counts the pixels of an image; fails with `DataException` if they are too many.
  void spend(long pixels) {
    if (spent.addAndGet(pixels) > most) {
      throw Problem.at(
              path.toString(), "the images have far more pixels than the archive has bytes")
          .given("more than %s pixels".formatted(Problem.count(most)))
          .expected("at most %d per byte".formatted(MOST_PER_BYTE))
          .fix("unpack it into a folder if you trust it, and open that");
    }
  }
}
