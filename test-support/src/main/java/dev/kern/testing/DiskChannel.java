package dev.kern.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A channel to a file, or a folder, on a simulated disk.
final class DiskChannel extends FileChannel {
  private final SimulatedDisk disk;
  private final String path;
  private final DiskNode node;
  private final boolean reads;
  private final boolean writes;
  private final boolean appends;
  private int position;

  DiskChannel(SimulatedDisk disk, String path, DiskNode node, Set<? extends OpenOption> options) {
    this.disk = disk;
    this.path = path;
    this.node = node;
    this.appends = options.contains(StandardOpenOption.APPEND);
    this.writes = appends || options.contains(StandardOpenOption.WRITE);
    this.reads = !writes || options.contains(StandardOpenOption.READ);
  }

  private DiskNode.File file() throws IOException {
    if (node instanceof DiskNode.File file) {
      return file;
    }
    throw new IOException("Is a directory");
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    synchronized (disk) {
      int count = read(into, position);
      position += Math.max(0, count);
      return count;
    }
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return read(into[offset]);
  }

  @Override
  public int read(ByteBuffer into, long at) throws IOException {
    synchronized (disk) {
      if (!reads) {
        throw new NonReadableChannelException();
      }
      disk.operation(SimulatedDisk.Kind.READ, path);
      byte[] some = new byte[into.remaining()];
      if (some.length == 0) {
        return 0;
      }
      int count = file().read(Math.toIntExact(at), some, 0, some.length);
      if (count <= 0) {
        return -1;
      }
      into.put(some, 0, count);
      return count;
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    synchronized (disk) {
      int at = appends ? Math.toIntExact(file().size()) : position;
      int count = write(from, at);
      position = at + count;
      return count;
    }
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return write(from[offset]);
  }

  @Override
  public int write(ByteBuffer from, long at) throws IOException {
    synchronized (disk) {
      if (!writes) {
        throw new NonWritableChannelException();
      }
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      try {
        disk.operation(SimulatedDisk.Kind.WRITE, path);
      } catch (IOException e) {
        file().write(Math.toIntExact(at), bytes, Math.floorDiv(bytes.length, 2));
        throw e;
      }
      file().write(Math.toIntExact(at), bytes, bytes.length);
      return bytes.length;
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long at) {
    position = Math.toIntExact(at);
    return this;
  }

  @Override
  public long size() throws IOException {
    synchronized (disk) {
      disk.operation(SimulatedDisk.Kind.STAT, path);
      return node.size();
    }
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    synchronized (disk) {
      disk.operation(SimulatedDisk.Kind.TRUNCATE, path);
      file().truncate(Math.toIntExact(size));
      return this;
    }
  }

  @Override
  public void force(boolean metaData) throws IOException {
    synchronized (disk) {
      disk.operation(SimulatedDisk.Kind.FORCE, path);
      node.force();
    }
  }

  @Override
  public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
    synchronized (disk) {
      disk.operation(SimulatedDisk.Kind.READ, path);
      byte[] some = new byte[Math.toIntExact(size)];
      file().read(Math.toIntExact(offset), some, 0, some.length);
      return arena.allocate(size, Long.BYTES).copyFrom(MemorySegment.ofArray(some)).asReadOnly();
    }
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long offset, long size) {
    throw new UnsupportedOperationException("a simulated disk maps segments alone");
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(Math.toIntExact(Math.min(count, size() - at)));
    read(some, at);
    return target.write(some.flip());
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(Math.toIntExact(count));
    source.read(some);
    return write(some.flip(), at);
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    return tryLock(at, size, shared);
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    synchronized (disk) {
      disk.operation(SimulatedDisk.Kind.LOCK, path);
      @Nullable FileLock held = file().lock;
      if (held != null) {
        throw new OverlappingFileLockException();
      }
      FileLock lock = new Lock(this, at, size, shared);
      file().lock = lock;
      return lock;
    }
  }

  /// A lock, which ends when any channel to its file is closed, as on POSIX systems.
  private static final class Lock extends FileLock {
    private final DiskChannel channel;

    Lock(DiskChannel channel, long at, long size, boolean shared) {
      super(channel, at, size, shared);
      this.channel = channel;
    }

    @Override
    public boolean isValid() {
      return channel.node instanceof DiskNode.File file && equals(file.lock);
    }

    @Override
    public void release() {
      if (channel.node instanceof DiskNode.File file) {
        file.lock = null;
      }
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    synchronized (disk) {
      disk.closed(this);
      if (node instanceof DiskNode.File file) {
        file.lock = null;
      }
      disk.operation(SimulatedDisk.Kind.CLOSE, path);
    }
  }

  @Override
  public String toString() {
    return path;
  }
}
