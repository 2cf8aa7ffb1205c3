package dev.kern.data.archive;

import dev.kern.data.file.Content;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The files that lie in one folder, of a disk or of an archive. Each can be opened by itself, and
/// read in any order, while the set is open.
///
/// Not thread-safe.
public sealed interface FileSet extends AutoCloseable {
  /// The folder, or the archive.
  Path path();

  /// The names of the files, without folders.
  SortedSet<String> names();

  /// Opens a file, unpacked if it is gzipped; whoever opens it closes it before the set.
  ///
  /// Fails with `DataException` if there is none of that name, or it can't be read.
  Content open(String name);

  /// What messages call a file.
  String place(String name);

  /// The files of the disk that hold these.
  List<Path> holding(Collection<String> names);

  @Override
  void close();

  /// The files in a folder, but not those in folders in it.
  ///
  /// Fails with `DataException` if it can't be read.
  static FileSet of(Path folder) {
    SortedMap<String, Path> byName = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(FileStatus::isFile)
          .forEach(file -> byName.put(file.getFileName().toString(), file));
    } catch (UncheckedIOException e) {
      throw Problem.of(folder, e);
    } catch (IOException e) {
      throw Problem.of(folder, e);
    }
    return new OnDisk(folder, byName);
  }

  /// Those of a folder on a disk.
  record OnDisk(Path path, SortedMap<String, Path> files) implements FileSet {
    @Override
    public SortedSet<String> names() {
      return new TreeSet<>(files.keySet());
    }

    private Path file(String name) {
      return files.getOrDefault(name, path.resolve(name));
    }

    @Override
    public Content open(String name) {
      return Content.open(file(name));
    }

    @Override
    public String place(String name) {
      return file(name).toString();
    }

    @Override
    public List<Path> holding(Collection<String> names) {
      return names.stream().map(this::file).toList();
    }

    @Override
    public void close() {}
  }

  /// Those of a folder in a zip file.
  ///
  /// @param paths their names in the archive
  record InZip(Path path, SortedMap<String, String> paths) implements FileSet {
    @Override
    public SortedSet<String> names() {
      return new TreeSet<>(paths.keySet());
    }

    @Override
    public Content open(String name) {
      String inside = paths.getOrDefault(name, name);
      Archive.checkName(path, inside);
      Content packed = Content.open(path, inside);
      return packed.handOver(Content::unpacked);
    }

    @Override
    public String place(String name) {
      return Archive.place(path, paths.getOrDefault(name, name));
    }

    @Override
    public List<Path> holding(Collection<String> names) {
      return List.of(path);
    }

    @Override
    public void close() {}
  }

  /// Those of a folder in a tar file.
  ///
  /// @param spans where they lie in it
  /// @param tar its content, which this closes
  record InTar(Path path, Map<String, PackedFiles.Span> spans, Content tar) implements FileSet {
    @Override
    public SortedSet<String> names() {
      return new TreeSet<>(spans.keySet());
    }

    @Override
    public Content open(String name) {
      PackedFiles.Span span = spans.get(name);
      if (span == null) {
        throw Problem.at(path.toString(), "the archive has no file " + Problem.quote(name))
            .fix("check the name");
      }
      Archive.checkName(path, span.name());
      return tar.part(span.name(), span.at(), span.bytes());
    }

    @Override
    public String place(String name) {
      PackedFiles.Span span = spans.get(name);
      return Archive.place(path, span == null ? name : span.name());
    }

    @Override
    public List<Path> holding(Collection<String> names) {
      return List.of(path);
    }

    @Override
    public void close() {
      tar.close();
    }
  }
}
