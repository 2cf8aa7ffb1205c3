package dev.kern.testing;

import java.nio.channels.FileLock;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A file or folder on a simulated disk: as programs see it, and as it would be after a power
/// failure.
abstract sealed class DiskNode implements BasicFileAttributes {
  private static final FileTime TIME = FileTime.fromMillis(0);

  /// How a power failure treats what has not reached the disk.
  enum Fate {
    /// It is lost.
    LOST,
    /// It is there.
    KEPT,
    /// Each part of it by chance.
    MIXED
  }

  /// A power failure.
  ///
  /// @param random decides what is left to chance
  /// @param names what becomes of entries of folders
  /// @param contents what becomes of bytes of files
  /// @param images the nodes after it, by what they were
  record Loss(Random random, Fate names, Fate contents, Map<DiskNode, DiskNode> images) {}

  /// What is in the memory of the machine reaches the disk.
  abstract void force();

  /// The node after a power failure, of which all is on the disk.
  abstract DiskNode after(Loss loss);

  @Override
  public FileTime lastModifiedTime() {
    return TIME;
  }

  @Override
  public FileTime lastAccessTime() {
    return TIME;
  }

  @Override
  public FileTime creationTime() {
    return TIME;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory();
  }

  @Override
  public Object fileKey() {
    return this;
  }

  /// A folder. An entry that was created, renamed or deleted is on the disk once the folder was
  /// forced; until then each name may be found as it was at any time since, whatever became of
  /// others.
  static final class Folder extends DiskNode {
    private final Map<String, DiskNode> entries = new TreeMap<>();
    private final Map<String, List<Optional<DiskNode>>> pending = new TreeMap<>();
    private final Map<String, DiskNode> durable = new TreeMap<>();

    @Nullable DiskNode get(String name) {
      return entries.get(name);
    }

    List<String> names() {
      return List.copyOf(entries.keySet());
    }

    void put(String name, DiskNode node) {
      entries.put(name, node);
      pending.computeIfAbsent(name, _ -> new ArrayList<>()).add(Optional.of(node));
    }

    void remove(String name) {
      entries.remove(name);
      pending.computeIfAbsent(name, _ -> new ArrayList<>()).add(Optional.empty());
    }

    @Override
    void force() {
      durable.clear();
      durable.putAll(entries);
      pending.clear();
    }

    @Override
    DiskNode after(Loss loss) {
      DiskNode known = loss.images.get(this);
      if (known != null) {
        return known;
      }
      Folder image = new Folder();
      loss.images.put(this, image);
      TreeSet<String> names = new TreeSet<>(durable.keySet());
      names.addAll(pending.keySet());
      for (String name : loss.random.nextBoolean() ? names : names.descendingSet()) {
        DiskNode node = found(name, loss).orElse(null);
        // A folder whose new name and old name both reached the disk has one of them.
        if (node != null && !(node.isDirectory() && loss.images.containsKey(node))) {
          image.entries.put(name, node.after(loss));
        }
      }
      image.force();
      return image;
    }

    private Optional<DiskNode> found(String name, Loss loss) {
      List<Optional<DiskNode>> states = new ArrayList<>();
      states.add(Optional.ofNullable(durable.get(name)));
      states.addAll(pending.getOrDefault(name, List.of()));
      return switch (loss.names) {
        case LOST -> states.getFirst();
        case KEPT -> states.getLast();
        case MIXED -> states.get(loss.random.nextInt(states.size()));
      };
    }

    @Override
    public boolean isDirectory() {
      return true;
    }

    @Override
    public long size() {
      return entries.size();
    }
  }

  /// A file. Bytes that were written are on the disk once the file was forced; until then each
  /// block of them may be found as it is, as it was or as zeros, or torn between two of these, and
  /// the file may be found shorter or longer.
  static final class File extends DiskNode {
    private static final int BLOCK = 512;

    private byte[] bytes = new byte[0];
    private int size;
    private byte[] durable = new byte[0];
    private int least; // the smallest size since it was forced
    private final BitSet written = new BitSet(); // since it was forced
    @Nullable FileLock lock;

    /// The bytes as programs see them.
    byte[] content() {
      return Arrays.copyOf(bytes, size);
    }

    int read(int at, byte[] into, int from, int count) {
      int some = Math.min(count, size - at);
      if (some > 0) {
        System.arraycopy(bytes, at, into, from, some);
      }
      return some;
    }

    void write(int at, byte[] from, int count) {
      int end = Math.max(size, at + count);
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      }
      System.arraycopy(from, 0, bytes, at, count);
      written.set(Math.min(at, size), at + count);
      size = end;
    }

    void truncate(int length) {
      if (length < size) {
        Arrays.fill(bytes, length, size, (byte) 0);
        written.set(length, size);
        size = length;
        least = Math.min(least, length);
      }
    }

    @Override
    void force() {
      durable = content();
      least = size;
      written.clear();
    }

    @Override
    DiskNode after(Loss loss) {
      DiskNode known = loss.images.get(this);
      if (known != null) {
        return known;
      }
      File image = new File();
      loss.images.put(this, image);
      image.bytes =
          switch (loss.contents) {
            case LOST -> durable.clone();
            case KEPT -> content();
            case MIXED -> mixed(loss.random);
          };
      image.size = image.bytes.length;
      image.force();
      return image;
    }

    private byte[] mixed(Random random) {
      int longest = Math.max(size, durable.length);
      int length =
          switch (random.nextInt(3)) {
            case 0 -> durable.length;
            case 1 -> size;
            default -> least + random.nextInt(longest - least + 1);
          };
      byte[] found = Arrays.copyOf(durable, length);
      for (int block = 0; block < length; block += BLOCK) {
        int torn = block + random.nextInt(BLOCK);
        int before = random.nextInt(3);
        int after = random.nextBoolean() ? before : random.nextInt(3);
        for (int i = block; i < Math.min(length, block + BLOCK); i++) {
          if (written.get(i)) {
            found[i] =
                switch (i < torn ? before : after) {
                  case 0 -> i < size ? bytes[i] : 0;
                  case 1 -> i < durable.length ? durable[i] : 0;
                  default -> 0;
                };
          }
        }
      }
      return found;
    }

    @Override
    public boolean isDirectory() {
      return false;
    }

    @Override
    public long size() {
      return size;
    }
  }
}
