package dev.kern.data.convert;

import java.time.LocalDateTime;
import java.util.zip.ZipEntry;

/// Entries of the zip archives that are written.
final class ZipEntries {
  /// The first moment that the format knows: the same images make the same bytes at any time.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ZipEntries() {}

  static ZipEntry of(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    return entry;
  }
}
