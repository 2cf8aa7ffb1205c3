package dev.kern.data.convert;

import java.io.IOException;

/// The destination of image files, under names with slashes: a folder or an archive.
interface ImageDestination {
  /// Adds a file to a folder that was added, or a folder, whose name ends in a slash and which
  /// holds nothing.
  void add(String name, byte[] content) throws IOException;
}
