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

/// A folder and the folders in it; symbolic links are passed over.
///
/// @param path the folder
record FolderArchive(Path path) implements Archive {
  private static final int DEEPEST = 16;

  @Override
  public boolean has(Predicate<String> wanted) {
    return walk(files -> files.anyMatch(file -> wanted.test(name(file))));
  }

  @Override
  public void forEach(Predicate<String> wanted, BiConsumer<String, byte[]> use) {
    List<Path> files = walk(all -> all.filter(file -> wanted.test(name(file))).sorted().toList());
    for (Path file : files) {
      try {
        Archive.checkSize(path, name(file), Files.size(file));
        use.accept(name(file), Files.readAllBytes(file));
      } catch (IOException e) {
        throw Problem.of(file, e);
      }
    }
  }

  private interface Use<T> {
    T of(Stream<Path> files);
  }

  private <T> T walk(Use<T> use) {
    try (Stream<Path> files = Files.walk(path, DEEPEST)) {
      return use.of(files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException e) {
      throw Problem.of(path, e);
    } catch (UncheckedIOException e) {
      throw Problem.of(path, new IOException(e));
    }
  }

  private String name(Path file) {
    return path.relativize(file).toString().replace('\\', '/');
  }
}
