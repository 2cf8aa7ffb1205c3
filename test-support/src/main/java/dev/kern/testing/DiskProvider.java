package dev.kern.testing;

import dev.kern.testing.SimulatedDisk.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What programs ask of a simulated disk.
final class DiskProvider extends FileSystemProvider {
  static final String SCHEME = "simulated";

  private final SimulatedDisk disk;
  private final DiskFileSystem system;

  DiskProvider(SimulatedDisk disk, DiskFileSystem system) {
    this.disk = disk;
    this.system = system;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("see SimulatedDisk");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return system.getPath(uri.getPath());
  }

  /// A place in a folder.
  private record Place(DiskNode.Folder folder, String name, @Nullable DiskNode node) {
    DiskNode existing(Path path) throws NoSuchFileException {
      if (node == null) {
        throw new NoSuchFileException(path.toString());
      }
      return node;
    }
  }

  /// Where a path leads; its folder must exist.
  private Place place(Path path) throws IOException {
    DiskNode.Folder root = disk.root();
    List<Place> way = new ArrayList<>(List.of(new Place(root, "", root)));
    for (String name : DiskPath.of(path.toAbsolutePath()).names()) {
      DiskNode here = way.getLast().existing(path);
      if (!(here instanceof DiskNode.Folder folder)) {
        throw new FileSystemException(path.toString(), null, "Not a directory");
      }
      if (name.equals("..")) {
        way.removeLast();
      } else if (!name.equals(".")) {
        way.add(new Place(folder, name, folder.get(name)));
      }
    }
    return way.getLast();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    synchronized (disk) {
      boolean fresh = options.contains(StandardOpenOption.CREATE_NEW);
      boolean creates = fresh || options.contains(StandardOpenOption.CREATE);
      Place place = place(path);
      disk.operation(place.node() == null && creates ? Kind.CREATE : Kind.OPEN, path.toString());
      DiskNode node = place.node();
      if (node == null) {
        if (!creates) {
          throw new NoSuchFileException(path.toString());
        }
        node = new DiskNode.File();
        place.folder().put(place.name(), node);
      } else if (fresh) {
        throw new FileAlreadyExistsException(path.toString());
      }
      boolean writes =
          options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
      if (node.isDirectory() && writes) {
        throw new FileSystemException(path.toString(), null, "Is a directory");
      }
      if (node instanceof DiskNode.File file
          && options.contains(StandardOpenOption.TRUNCATE_EXISTING)
          && writes) {
        file.truncate(0);
      }
      DiskChannel channel = new DiskChannel(disk, path.toString(), node, options);
      disk.opened(channel);
      return channel;
    }
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    synchronized (disk) {
      disk.operation(Kind.OPEN, path.toString());
      if (!(place(path).existing(path) instanceof DiskNode.Folder folder)) {
        throw new NotDirectoryException(path.toString());
      }
      List<Path> found = new ArrayList<>();
      for (String name : folder.names()) {
        if (filter.accept(path.resolve(name))) {
          found.add(path.resolve(name));
        }
      }
      Listing listing = new Listing(path, found);
      disk.opened(listing);
      return listing;
    }
  }

  /// The entries of a folder, each of which may be one too many for the disk.
  private final class Listing implements DirectoryStream<Path> {
    private final Path folder;
    private final List<Path> entries;

    Listing(Path folder, List<Path> entries) {
      this.folder = folder;
      this.entries = entries;
    }

    @Override
    public Iterator<Path> iterator() {
      Iterator<Path> all = entries.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          try {
            disk.operation(Kind.LIST, folder.toString());
          } catch (IOException e) {
            throw new DirectoryIteratorException(e);
          }
          return all.hasNext();
        }

        @Override
        public Path next() {
          return all.next();
        }
      };
    }

    @Override
    public void close() {
      disk.closed(this);
    }

    @Override
    public String toString() {
      return folder + "/";
    }
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    synchronized (disk) {
      disk.operation(Kind.CREATE, path.toString());
      Place place = place(path);
      if (place.node() != null) {
        throw new FileAlreadyExistsException(path.toString());
      }
      place.folder().put(place.name(), new DiskNode.Folder());
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    synchronized (disk) {
      disk.operation(Kind.DELETE, path.toString());
      Place place = place(path);
      if (place.existing(path) instanceof DiskNode.Folder folder && !folder.names().isEmpty()) {
        throw new DirectoryNotEmptyException(path.toString());
      }
      place.folder().remove(place.name());
    }
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException("a simulated disk doesn't copy");
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    synchronized (disk) {
      disk.operation(Kind.MOVE, to.toString());
      Place source = place(from);
      Place target = place(to);
      DiskNode node = source.existing(from);
      boolean replaces =
          Arrays.asList(options).contains(StandardCopyOption.ATOMIC_MOVE)
              || Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING);
      if (target.node() != null) {
        if (!replaces || node.isDirectory() != target.node().isDirectory()) {
          throw new FileAlreadyExistsException(to.toString());
        }
        if (target.node() instanceof DiskNode.Folder folder && !folder.names().isEmpty()) {
          throw new DirectoryNotEmptyException(to.toString());
        }
      }
      source.folder().remove(source.name());
      target.folder().put(target.name(), node);
    }
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    synchronized (disk) {
      return one.equals(other) || place(one).existing(one).equals(place(other).node());
    }
  }

  @Override
  public boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException("a simulated disk has no end");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    readAttributes(path, BasicFileAttributes.class);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return type.isAssignableFrom(BasicFileAttributeView.class) ? type.cast(new View(path)) : null;
  }

  /// The attributes of a path.
  private final class View implements BasicFileAttributeView {
    private final Path path;

    View(Path path) {
      this.path = path;
    }

    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return DiskProvider.this.readAttributes(path, BasicFileAttributes.class);
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created) {
      throw new UnsupportedOperationException("a simulated disk has no clock");
    }
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    synchronized (disk) {
      disk.operation(Kind.STAT, path.toString());
      return type.cast(place(path).existing(path));
    }
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    DiskNode node = (DiskNode) readAttributes(path, BasicFileAttributes.class);
    return Map.of("size", node.size(), "fileKey", node.fileKey());
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new UnsupportedOperationException("a simulated disk has no attributes to set");
  }
}
