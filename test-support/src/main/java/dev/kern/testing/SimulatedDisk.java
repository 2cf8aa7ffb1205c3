package dev.kern.testing;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;

/// A disk in memory that fails when a test says so: any operation once or for ever, or the power.
///
/// Its files are used through paths, as those of any file system. It models what a disk guarantees,
/// and nothing more: bytes are safe once their file was forced; a file's creation, new name or
/// deletion once its folder was. All else may be lost, cut or torn by a power failure, in any order
/// and any subset.
///
/// ```java
/// SimulatedDisk disk = new SimulatedDisk();
/// disk.failAt(7, Failure.DISK_FULL, true);
/// program.writeTo(disk.folder());
/// SimulatedDisk after = disk.afterPowerFailure(seed);
/// ```
public final class SimulatedDisk {
  private static final String FOLDER = "/disk";

  private final DiskFileSystem system = new DiskFileSystem(this);
  private final DiskNode.Folder root;
  private final Map<Object, Throwable> open = new LinkedHashMap<>();
  private LongConsumer observer = _ -> {};
  private long operations;
  private Failure failure = Failure.IO_ERROR;
  private long failing = Long.MAX_VALUE; // the number of the operation that fails
  private boolean forever;
  private long able; // to fail so, up to now
  private long failed;

  /// What is asked of a disk.
  enum Kind {
    CREATE,
    OPEN,
    READ,
    WRITE,
    TRUNCATE,
    FORCE,
    STAT,
    LIST,
    MOVE,
    DELETE,
    LOCK,
    CLOSE
  }

  /// A way to fail.
  public enum Failure {
    /// There is no room for more.
    DISK_FULL,
    /// The disk is broken.
    IO_ERROR,
    /// It is somebody else's.
    ACCESS_DENIED;

    private boolean concerns(Kind kind) {
      return switch (this) {
        case DISK_FULL ->
            switch (kind) {
              case CREATE, WRITE, MOVE, FORCE -> true;
              default -> false;
            };
        case IO_ERROR -> true;
        case ACCESS_DENIED ->
            switch (kind) {
              case CREATE, OPEN, STAT, MOVE, DELETE, LIST -> true;
              default -> false;
            };
      };
    }

    private IOException at(String path) {
      return switch (this) {
        case DISK_FULL -> new FileSystemException(path, null, "No space left on device");
        case IO_ERROR -> new IOException("Input/output error");
        case ACCESS_DENIED -> new AccessDeniedException(path);
      };
    }
  }

  /// An empty disk with an empty folder, all of which is safe.
  public SimulatedDisk() {
    this(new DiskNode.Folder());
    root.put(FOLDER.substring(1), new DiskNode.Folder());
    root.force();
  }

  private SimulatedDisk(DiskNode.Folder root) {
    this.root = root;
  }

  /// The folder to write to.
  public Path folder() {
    return system.getPath(FOLDER);
  }

  DiskNode.Folder root() {
    return root;
  }

  /// Makes the disk fail.
  ///
  /// @param number at which operation, counted from 1, of those that can fail so
  /// @param how how it fails
  /// @param always whether all later ones fail too
  public synchronized void failAt(long number, Failure how, boolean always) {
    failing = number;
    failure = how;
    forever = always;
    able = 0;
    failed = 0;
  }

  /// Repairs the disk; how many operations have failed.
  public synchronized long repair() {
    failing = Long.MAX_VALUE;
    return failed;
  }

  /// Calls `observer` before each operation, with its number from 0 on; nothing else happens on the
  /// disk meanwhile.
  public synchronized void observe(LongConsumer listener) {
    observer = listener;
  }

  /// How many operations there were.
  public synchronized long operations() {
    return operations;
  }

  synchronized void operation(Kind kind, String path) throws IOException {
    observer.accept(operations++);
    if (failure.concerns(kind)) {
      able++;
      if (able == failing || (forever && able > failing)) {
        failed++;
        throw failure.at(path);
      }
    }
  }

  synchronized void opened(Object channel) {
    open.put(channel, new Throwable("opened here"));
  }

  synchronized void closed(Object channel) {
    open.remove(channel);
  }

  /// Fails if a file or folder is still open.
  public synchronized void expectAllClosed() {
    if (!open.isEmpty()) {
      Object first = open.keySet().iterator().next();
      throw new AssertionError("left open: " + open.keySet(), open.get(first));
    }
  }

  /// The disk after a power failure at this moment.
  ///
  /// @param seed decides what is lost of all that may be lost
  public synchronized SimulatedDisk afterPowerFailure(long seed) {
    Random random = new Random(seed);
    return after(random, fate(random), fate(random));
  }

  /// A copy, on which all is safe.
  public synchronized SimulatedDisk copy() {
    return after(new Random(0), DiskNode.Fate.KEPT, DiskNode.Fate.KEPT);
  }

  private SimulatedDisk after(Random random, DiskNode.Fate names, DiskNode.Fate contents) {
    DiskNode.Loss loss = new DiskNode.Loss(random, names, contents, new HashMap<>());
    return new SimulatedDisk((DiskNode.Folder) root.after(loss));
  }

  private static DiskNode.Fate fate(Random random) {
    DiskNode.Fate[] fates = DiskNode.Fate.values();
    return fates[random.nextInt(fates.length)];
  }

  /// The paths of all that is in the folder, relative to it, in order.
  public synchronized List<String> files() {
    List<String> files = new ArrayList<>();
    if (root.get(FOLDER.substring(1)) instanceof DiskNode.Folder folder) {
      collect("", folder, files, new HashMap<>());
    }
    return files;
  }

  /// The contents of all files in the folder, by their paths relative to it.
  public synchronized Map<String, byte[]> contents() {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    if (root.get(FOLDER.substring(1)) instanceof DiskNode.Folder folder) {
      collect("", folder, new ArrayList<>(), contents);
    }
    return contents;
  }

  private static void collect(
      String way, DiskNode.Folder folder, List<String> files, Map<String, byte[]> contents) {
    for (String name : folder.names()) {
      DiskNode node = folder.get(name);
      if (node instanceof DiskNode.Folder inner) {
        files.add(way + name + "/");
        collect(way + name + "/", inner, files, contents);
      } else if (node instanceof DiskNode.File file) {
        files.add(way + name);
        contents.put(way + name, file.content());
      }
    }
  }

  /// Whether two maps of contents are the same.
  public static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
    return one.keySet().equals(other.keySet())
        && one.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
  }
}
