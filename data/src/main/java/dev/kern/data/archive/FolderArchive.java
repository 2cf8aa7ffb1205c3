package dev.kern.data.archive;

import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/// A folder, which a symbolic link may lead to, and the folders in it; links in it are passed over.
///
/// @param path the folder
record FolderArchive(Path path) implements Archive {
  private static final int DEEPEST = 16;
  private static final Set<FileVisitOption> NO_LINKS = EnumSet.noneOf(FileVisitOption.class);

  @Override
  public void visit(Visitor visitor) {
    TreeMap<Path, Long> files = new TreeMap<>(); // in an order that is the same everywhere
    walk(
        (below, is) -> {
          String name = name(below);
          if (is.isDirectory()) {
            visitor.folder(name);
          } else if (is.isSymbolicLink()) {
            visitor.link(name);
          } else if (is.isRegularFile() && visitor.wants(name)) {
            files.put(below, is.size());
          }
          return !visitor.isDone();
        });
    files.forEach(
        (below, size) -> {
          Archive.checkSize(path, name(below), size);
          try {
            visitor.file(name(below), Files.readAllBytes(path.resolve(below)));
          } catch (IOException e) {
            throw Problem.of(path.resolve(below), e);
          }
        });
  }

  /// Shows the paths of all that is in the folder, with what they are, until `use` is false.
  private void walk(BiPredicate<Path, BasicFileAttributes> use) {
    try {
      Path real = path.toRealPath();
      Files.walkFileTree(
          real,
          NO_LINKS,
          DEEPEST,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
              return folder.equals(real) ? FileVisitResult.CONTINUE : visitFile(folder, is);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              return use.test(real.relativize(file), is)
                  ? FileVisitResult.CONTINUE
                  : FileVisitResult.TERMINATE;
            }
          });
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private static String name(Path below) {
    return below.toString().replace('\\', '/');
  }
}
