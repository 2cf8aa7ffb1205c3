package dev.kern.testing;

import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;

/// The tests of a module that were skipped for want of [SharedData]; told in one line when all
/// tests have run.
final class SkippedTests implements AutoCloseable {
  private final Path folder;
  private final NavigableSet<String> names = new TreeSet<>();

  SkippedTests(Path folder) {
    this.folder = folder;
  }

  void add(String name) {
    names.add(name);
  }

  /// The line.
  @Override
  public String toString() {
    return "Skipped, no shared data in %s (maintainers' data, not published; CI runs these; to provide it: -Dkern.shared=FOLDER): %s"
        .formatted(folder, String.join(", ", names));
  }

  @Override
  public void close() {
    System.out.println(this);
  }
}
