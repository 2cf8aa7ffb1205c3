package dev.kern.data.archive;

import dev.kern.data.file.Content;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.PlainText;
import dev.kern.data.file.Problem;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// Files under names with slashes: in a folder, a zip file, or a tar file, gzipped or not.
///
/// Nothing is written, and nothing outside the folder or file is read: links that lead there are
/// skipped, and a name that leads outside the archive is an error.
public sealed interface Archive permits FolderArchive, TarArchive, ZipArchive {
  /// The largest file in an archive that is read, in bytes.
  int LARGEST_FILE = 1 << 26;

  /// The archive at a path, detected from its content, or empty if it is none of the three.
  static Optional<Archive> of(Path path) {
    return of(path, Optional.empty());
  }

  /// The same, whose names are in that encoding where they don't tell their own; without one it is
  /// guessed, and [Visitor#note] told.
  static Optional<Archive> of(Path path, Optional<Charset> names) {
    if (FileStatus.isFolder(path)) {
      return Optional.of(new FolderArchive(path, names));
    }
    try (Content content = Content.open(path)) {
      if (content.isZip()) {
        return Optional.of(new ZipArchive(path, names));
      }
      return TarArchive.accepts(content)
          ? Optional.of(new TarArchive(path, names))
          : Optional.empty();
    }
  }

  /// Whether there is a file of a wanted name.
  ///
  /// Fails with `DataException` if the archive is broken before that.
  default boolean has(Predicate<String> wanted) {
    Search search = new Search(wanted);
    visit(search);
    return search.found;
  }

  /// Passes everything in it to a visitor, in no particular order.
  ///
  /// Fails with `DataException` if the archive is broken, or a wanted file is larger than
  /// [#LARGEST_FILE].
  void visit(Visitor visitor);

  /// Reads every file whose name is wanted, in no particular order; fails as [#visit] does.
  default void forEach(Predicate<String> wanted, BiConsumer<String, byte[]> use) {
    visit(
        new Visitor() {
          @Override
          public boolean wants(String name) {
            return wanted.test(name);
          }

          @Override
          public void file(String name, Entry entry) {
            use.accept(name, entry.content());
          }
        });
  }

  /// A selected file, whose content any thread can read, during the visit or after it.
  interface Entry {
    /// A file that was read already.
    static Entry of(byte[] content) {
      return new Entry() {
        @Override
        public long bytes() {
          return content.length;
        }

        @Override
        public byte[] content() {
          return content;
        }
      };
    }

    /// Its size.
    long bytes();

    /// Its content; fails with `DataException` if it can't be read.
    byte[] content();
  }

  /// Visits everything in an archive and reads selected files.
  interface Visitor {
    /// Whether to read the file of that name.
    boolean wants(String name);

    /// Receives where in a tar file, unpacked, the content of a file lies, before it is selected or
    /// not.
    default void place(String name, long at, long bytes) {}

    /// Receives a selected file.
    void file(String name, Entry entry);

    /// Receives the name of a folder, if the archive lists it.
    default void folder(String name) {}

    /// Receives the name of a link that is skipped: it leads outside, nowhere, or in a circle.
    default void link(String name) {}

    /// Receives a line that the user should read.
    default void note(String line) {}

    /// Whether it is done and needs no more files.
    default boolean isDone() {
      return false;
    }
  }

  /// Looks for a name.
  final class Search implements Visitor {
    private final Predicate<String> wanted;
    private boolean found;

    Search(Predicate<String> wanted) {
      this.wanted = wanted;
    }

    boolean found() {
      return found;
    }

    @Override
    public boolean wants(String name) {
      found |= wanted.test(name);
      return false;
    }

    @Override
    public void file(String name, Entry entry) {
      throw new AssertionError(name + " was not wanted");
    }

    @Override
    public boolean isDone() {
      return found;
    }
  }

  /// The file in words: `letters.zip, A/1.png`.
  static String place(Path archive, String name) {
    return archive + ", " + PlainText.of(name);
  }

  /// Fails if a file is larger than an archive's may be.
  static void checkSize(Path archive, String name, long bytes) {
    if (bytes < 0 || bytes > LARGEST_FILE) {
      throw Problem.at(place(archive, name), "the file is too large")
          .given(bytes < 0 ? "more than any file can have" : Problem.count(bytes) + " bytes")
          .expected("at most " + Problem.count(LARGEST_FILE))
          .fix("remove it from the archive, or download or copy the archive again");
    }
  }

  /// Fails if a name leads out of the archive.
  static void checkName(Path archive, String name) {
    String plain = name.replace('\\', '/');
    if (plain.startsWith("/") || Arrays.asList(plain.split("/", -1)).contains("..")) {
      throw Problem.at(archive.toString(), "a path in the archive leads outside it")
          .given(Problem.quote(name))
          .expected("a relative path within the archive")
          .fix("don't trust this archive; create one yourself from the images");
    }
  }
}
