package dev.kern.data.archive;

import dev.kern.data.file.Content;
import dev.kern.data.file.FileStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which files a zip or tar file has, and where.
public final class PackedFiles {
  /// Far more than data sets have that aren't a file per image.
  private static final int MOST = 10_000;

  private final Path path;
  private final boolean tar;
  private final Map<String, SortedMap<String, Span>> folders;

  private PackedFiles(Path path, boolean tar, Map<String, SortedMap<String, Span>> folders) {
    this.path = path;
    this.tar = tar;
    this.folders = folders;
  }

  /// A file in an archive.
  ///
  /// @param name its name in the archive, with its folders
  /// @param at where its content begins in a tar file
  /// @param bytes the content's length in a tar file
  record Span(String name, long at, long bytes) {}

  /// What an archive has, but for hidden files; empty if it is no archive, or has more than ten
  /// thousand files.
  ///
  /// Fails with `DataException` if it is broken.
  public static Optional<PackedFiles> of(Path path) {
    if (FileStatus.isFolder(path)) {
      return Optional.empty();
    }
    return Archive.of(path).flatMap(archive -> of(path, archive));
  }

  private static Optional<PackedFiles> of(Path path, Archive archive) {
    Listing listing = new Listing(archive instanceof TarArchive);
    archive.visit(listing);
    return listing.isDone()
        ? Optional.empty()
        : Optional.of(new PackedFiles(path, listing.tar, listing.folders));
  }

  /// The folders in it that have files, those first in which others lie.
  public List<String> folders() {
    List<String> names = new ArrayList<>(folders.keySet());
    names.sort(
        Comparator.comparingLong((String name) -> name.chars().filter(c -> c == '/').count())
            .thenComparing(name -> !name.isEmpty())
            .thenComparing(Comparator.naturalOrder()));
    return names;
  }

  /// Opens one of its folders.
  public FileSet open(String folder) {
    SortedMap<String, Span> files = folders.getOrDefault(folder, new TreeMap<>());
    if (tar) {
      return new FileSet.InTar(path, files, Content.open(path));
    }
    SortedMap<String, String> paths = new TreeMap<>();
    files.forEach((name, span) -> paths.put(name, span.name));
    return new FileSet.InZip(path, paths);
  }

  private static final class Listing implements Archive.Visitor {
    private final boolean tar;
    private final Map<String, SortedMap<String, Span>> folders = new TreeMap<>();
    private int count;

    Listing(boolean tar) {
      this.tar = tar;
    }

    @Override
    public void place(String name, long at, long bytes) {
      add(new Span(name, at, bytes));
    }

    @Override
    public boolean wants(String name) {
      if (!tar) { // else its place was told
        add(new Span(name, 0, 0));
      }
      return false;
    }

    private void add(Span file) {
      String name = file.name;
      int slash = name.lastIndexOf('/');
      String own = name.substring(slash + 1);
      if (!own.startsWith(".")) {
        String folder = name.substring(0, Math.max(0, slash));
        Map<String, Span> files = folders.computeIfAbsent(folder, _ -> new TreeMap<>());
        count += files.putIfAbsent(own, file) == null ? 1 : 0;
      }
    }

    @Override
    public void file(String name, Archive.Entry entry) {
      throw new AssertionError(name + " was not wanted");
    }

    @Override
    public boolean isDone() {
      return count > MOST;
    }
  }
}
