package dev.kern.data.archive;

import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A folder, which a symbolic link may lead to, and the folders in it. Links in it are followed if
/// they lead to something in the folder; links to folders neither in a circle nor one after
/// another.
///
/// A file costs four calls of the operating system: what it is, open, read, close.
///
/// @param path the folder
/// @param names the encoding of names that aren't in the one of this JVM, if it is known
record FolderArchive(Path path, Optional<Charset> names) implements Archive {
  private static final int DEEPEST = 64;

  private enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  /// What lies in a folder.
  ///
  /// @param name its name, which ends in a slash if it is a folder
  private record Child(Path path, String name, Kind kind, long bytes) {
    static Child of(Path path, String name, BasicFileAttributes is) {
      if (is.isDirectory()) {
        return new Child(path, name + "/", Kind.FOLDER, 0);
      }
      Kind other = is.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
      return new Child(path, name, is.isRegularFile() ? Kind.FILE : other, is.size());
    }
  }

  @Override
  public void visit(Visitor visitor) {
    walk(visitor, true);
  }

  @Override
  public boolean has(Predicate<String> wanted) {
    Search search = new Search(wanted);
    walk(search, false);
    return search.found();
  }

  private void walk(Visitor visitor, boolean sorted) {
    try {
      Path real = path.toRealPath();
      new Walk(path, real, names, visitor, sorted).folder(real, "", 1, false);
    } catch (DirectoryIteratorException e) {
      throw Problem.of(path, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// A walk through all that there is.
  ///
  /// @param root the folder as it was named
  /// @param real the folder without links
  /// @param sorted whether files come in the order of their whole paths, byte by byte, which is the
  ///   same everywhere; else in that of the file system, where the first is there at once
  private record Walk(
      Path root, Path real, Optional<Charset> names, Visitor visitor, boolean sorted) {
    /// @param linked whether a link led here
    void folder(Path folder, String prefix, int depth, boolean linked) throws IOException {
      List<@Nullable Child> children = new ArrayList<>();
      try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
        for (Path path : paths) {
          Child child = child(path, linked);
          if (sorted) {
            children.add(child);
          } else {
            visit(child, prefix, depth, linked);
          }
          if (visitor.isDone()) {
            return;
          }
        }
      }
      children.sort(FolderArchive::compare);
      for (int i = 0; i < children.size() && !visitor.isDone(); i++) {
        Child child = children.set(i, null); // large folders need not be held to the end
        if (child != null) {
          visit(child, prefix, depth, linked);
        }
      }
    }

    private Child child(Path path, boolean linked) throws IOException {
      BasicFileAttributes is =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String name = FileNames.of(path, names, visitor::note);
      return is.isSymbolicLink() && leadsTo(path, linked)
          ? Child.of(path, name, Files.readAttributes(path, BasicFileAttributes.class))
          : Child.of(path, name, is);
    }

    /// Whether a link leads to something that is to be read.
    private boolean leadsTo(Path link, boolean linked) {
      try {
        Path target = link.toRealPath();
        boolean circle = FileStatus.isFolder(target) && (linked || link.startsWith(target));
        return target.startsWith(real) && !circle;
      } catch (IOException _) {
        return false; // to nothing, or to itself
      }
    }

    private void visit(Child child, String prefix, int depth, boolean linked) throws IOException {
      String name = prefix + child.name;
      switch (child.kind) {
        case FOLDER -> {
          visitor.folder(name.substring(0, name.length() - 1));
          if (depth == DEEPEST) {
            visitor.note("folders deeper than %d levels were not read".formatted(DEEPEST));
          } else if (!visitor.isDone()) {
            folder(child.path, name, depth + 1, linked || Files.isSymbolicLink(child.path));
          }
        }
        case LINK -> visitor.link(name);
        case FILE -> {
          if (visitor.wants(name)) {
            visitor.file(name, new FolderEntry(root, name, child.path, child.bytes));
          }
        }
        case OTHER -> {}
      }
    }
  }

  /// Compares names as their bytes in UTF-8 compare; with a slash after that of a folder this is
  /// the order of the paths of all that lies in it.
  private static int compare(@Nullable Child one, @Nullable Child other) {
    String a = one == null ? "" : one.name;
    String b = other == null ? "" : other.name;
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char c = a.charAt(i);
      char d = b.charAt(i);
      if (c != d) {
        // Characters beyond 16 bits, of two surrogates, come after all others.
        boolean turned =
            Character.isSurrogate(c) != Character.isSurrogate(d) && c > 0xd7ff && d > 0xd7ff;
        return turned ? d - c : c - d;
      }
    }
    return a.length() - b.length();
  }

  /// A file in the folder.
  ///
  /// @param name its name in it
  private record FolderEntry(Path root, String name, Path file, long bytes) implements Entry {
    @Override
    public byte[] content() {
      Archive.checkSize(root, name, bytes);
      byte[] content = new byte[(int) bytes + 1]; // one more shows that there is no more
      int count = 0;
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        int read;
        do {
          read = in.read(ByteBuffer.wrap(content, count, content.length - count));
          count += Math.max(0, read);
        } while (read > 0 && count < bytes);
      } catch (IOException e) {
        throw Problem.of(file, e);
      }
      return count == content.length
          ? BoundedFile.read(file, LARGEST_FILE, "an image", "an image") // it has grown
          : Arrays.copyOf(content, count);
    }
  }
}
