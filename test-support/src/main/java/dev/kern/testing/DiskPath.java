package dev.kern.testing;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A path on a simulated disk, in which `/` separates names.
///
/// @param disk the disk
/// @param absolute whether it begins at the root
/// @param names from the root, or from `/`, on; the path without any is empty, or the root
record DiskPath(DiskFileSystem disk, boolean absolute, List<String> names) implements Path {
  DiskPath {
    names = List.copyOf(names);
  }

  static DiskPath parse(DiskFileSystem disk, String text) {
    List<String> names =
        Arrays.stream(text.split("/", -1)).filter(name -> !name.isEmpty()).toList();
    return new DiskPath(disk, text.startsWith("/"), names);
  }

  /// The same path as one of a disk.
  static DiskPath of(Path path) {
    if (path instanceof DiskPath own) {
      return own;
    }
    throw new ProviderMismatchException(path + " is on another disk");
  }

  private DiskPath with(boolean fromRoot, List<String> others) {
    return new DiskPath(disk, fromRoot, others);
  }

  @Override
  public FileSystem getFileSystem() {
    return disk;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable Path getRoot() {
    return absolute ? with(true, List.of()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    if (names.isEmpty()) {
      return absolute ? null : this;
    }
    return with(false, List.of(names.getLast()));
  }

  @Override
  public @Nullable Path getParent() {
    if (names.size() < (absolute ? 1 : 2)) {
      return null;
    }
    return with(absolute, names.subList(0, names.size() - 1));
  }

  @Override
  public int getNameCount() {
    return names.isEmpty() && !absolute ? 1 : names.size();
  }

  @Override
  public Path getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public Path subpath(int from, int to) {
    if (from < 0 || to > getNameCount() || from >= to) {
      throw new IllegalArgumentException("%s has no names %d to %d".formatted(this, from, to));
    }
    return names.isEmpty() ? this : with(false, names.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof DiskPath that
        && that.disk.equals(disk)
        && that.absolute == absolute
        && that.names.size() <= names.size()
        && names.subList(0, that.names.size()).equals(that.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof DiskPath that) || !that.disk.equals(disk)) {
      return false;
    }
    int rest = names.size() - that.names.size();
    return rest >= 0
        && names.subList(rest, names.size()).equals(that.names)
        && (!that.absolute || (absolute && rest == 0));
  }

  @Override
  public Path normalize() {
    List<String> plain = new ArrayList<>();
    for (String name : names) {
      if (name.equals("..") && !plain.isEmpty() && !plain.getLast().equals("..")) {
        plain.removeLast();
      } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
        plain.add(name);
      }
    }
    return with(absolute, plain);
  }

  @Override
  public Path resolve(Path other) {
    DiskPath that = of(other);
    if (that.absolute) {
      return that;
    }
    List<String> all = new ArrayList<>(names);
    all.addAll(that.names);
    return with(absolute, all);
  }

  @Override
  public Path relativize(Path other) {
    DiskPath that = of(other);
    if (that.absolute != absolute) {
      throw new IllegalArgumentException("no way from %s to %s".formatted(this, other));
    }
    int same = 0;
    while (same < Math.min(names.size(), that.names.size())
        && names.get(same).equals(that.names.get(same))) {
      same++;
    }
    List<String> way = new ArrayList<>();
    for (int up = same; up < names.size(); up++) {
      way.add("..");
    }
    way.addAll(that.names.subList(same, that.names.size()));
    return with(false, way);
  }

  @Override
  public URI toUri() {
    return URI.create(DiskProvider.SCHEME + "://" + toAbsolutePath());
  }

  @Override
  public Path toAbsolutePath() {
    return absolute ? this : with(true, names);
  }

  @Override
  public Path toRealPath(LinkOption... options) {
    return toAbsolutePath().normalize();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("a simulated disk can't be watched");
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return (absolute ? "/" : "") + String.join("/", names);
  }
}
