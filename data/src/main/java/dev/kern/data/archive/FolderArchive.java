package dev.kern.data.archive;

import dev.kern.data.file.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A folder, which a symbolic link may lead to, and the folders in it; links in it are passed over.
///
/// @param path the folder
record FolderArchive(Path path) implements Archive {
  private static final int DEEPEST = 16;

  @Override
  public boolean has(Predicate<String> wanted) {
    return walk(all -> regular(all).anyMatch(file -> wanted.test(name(file))));
  }

  @Override
  public void forEach(Predicate<String> wanted, BiConsumer<String, byte[]> use) {
    List<Path> files =
        walk(all -> regular(all).filter(file -> wanted.test(name(file))).sorted().toList());
    for (Path below : files) {
      Path file = path.resolve(below);
      try {
        Archive.checkSize(path, name(below), Files.size(file));
        use.accept(name(below), Files.readAllBytes(file));
      } catch (IOException e) {
        throw Problem.of(file, e);
      }
    }
  }

  @Override
  public List<String> links(Predicate<String> wanted) {
    return walk(
        all ->
            all.filter(below -> Files.isSymbolicLink(path.resolve(below)))
                .filter(link -> wanted.test(name(link)) || Files.isDirectory(path.resolve(link)))
                .map(FolderArchive::name)
                .sorted()
                .toList());
  }

  private interface Use<T> {
    T of(Stream<Path> all);
  }

  /// Walks through all paths in the folder, relative to it.
  private <T> T walk(Use<T> use) {
    try {
      Path real = path.toRealPath();
      try (Stream<Path> all = Files.walk(real, DEEPEST)) {
        return use.of(all.skip(1).map(real::relativize));
      }
    } catch (IOException e) {
      throw Problem.of(path, e);
    } catch (UncheckedIOException e) {
      throw Problem.of(path, new IOException(e));
    }
  }

  private Stream<Path> regular(Stream<Path> all) {
    return all.filter(below -> Files.isRegularFile(path.resolve(below), LinkOption.NOFOLLOW_LINKS));
  }

  private static String name(Path below) {
    return below.toString().replace('\\', '/');
  }
}
