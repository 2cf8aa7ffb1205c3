package dev.kern.data.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// An exclusive claim on an empty file, held by one program at a time, and by one owner within it.
///
/// It rests on a lock of the operating system, which ends with the program, however that happens.
/// On POSIX systems a program loses its lock on a file as soon as it closes any channel to that
/// file. So a file that this program has claimed is never opened again; it is recognised by what
/// the file is (device and inode), not by its path, which may lead through a link.
public final class FileClaim implements AutoCloseable {
  private static final int MOST_TRIES = 100;

  /// What tells the claimed files from all others. Its monitor is held while any of them is opened,
  /// locked or closed.
  private static final Set<Object> HELD = new HashSet<>();

  private final Object key;
  private final FileChannel channel;

  private FileClaim(Object key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /// Claims a file, which is created if it doesn't exist; never one behind a symbolic link.
  ///
  /// @return the claim, or empty if somebody else holds it
  /// @throws IOException if the file can't be opened, or the file system has no locks
  public static Optional<FileClaim> take(Path file) throws IOException {
    synchronized (HELD) {
      // Whoever gave up a claim may have deleted the file since we looked.
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        Optional<Object> key = key(file);
        if (key.isPresent() && HELD.contains(key.get())) {
          return Optional.empty();
        }
        Attempt attempt = attempt(file, key);
        if (!attempt.again()) {
          return attempt.claim();
        }
      }
      return Optional.empty();
    }
  }

  /// The outcome of one attempt.
  private record Attempt(Optional<FileClaim> claim, boolean again) {
    static final Attempt AGAIN = new Attempt(Optional.empty(), true);
    static final Attempt TAKEN = new Attempt(Optional.empty(), false);
  }

  private static Attempt attempt(Path file, Optional<Object> existing) throws IOException {
    FileChannel channel;
    try {
      channel =
          existing.isPresent()
              ? FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
              : FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException _) {
      return Attempt.AGAIN;
    } catch (NoSuchFileException e) {
      if (existing.isPresent()) {
        return Attempt.AGAIN;
      }
      throw e;
    }
    boolean claimed = false;
    try {
      Optional<Object> opened = existing.isPresent() ? existing : key(file);
      if (channel.tryLock() == null) {
        return Attempt.TAKEN;
      }
      if (opened.isEmpty() || !key(file).equals(opened)) {
        return Attempt.AGAIN; // a lock on a file that has been deleted
      }
      claimed = HELD.add(opened.get());
      return new Attempt(Optional.of(new FileClaim(opened.get(), channel)), false);
    } catch (OverlappingFileLockException _) {
      return Attempt.TAKEN; // by this program, but not through this class
    } catch (IOException e) {
      if (existing.isEmpty()) {
        Files.deleteIfExists(file); // useless where there are no locks
      }
      throw e;
    } finally {
      if (!claimed) {
        channel.close();
      }
    }
  }

  /// Whether somebody holds a claim on a file. Looking needs no more than permission to read it.
  public static boolean isTaken(Path file) {
    synchronized (HELD) {
      try {
        Optional<Object> key = key(file);
        if (key.isEmpty()) {
          return false;
        }
        if (HELD.contains(key.get())) {
          return true;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            // Shared, so that two programs that look don't take each other for an owner.
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
          return lock == null;
        }
      } catch (OverlappingFileLockException _) {
        return true;
      } catch (IOException _) {
        return false; // nothing that could be claimed, or not by this user
      }
    }
  }

  /// What tells a file from all others; empty if it doesn't exist.
  private static Optional<Object> key(Path file) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    if (!attributes.isRegularFile()) { // to open a pipe would wait for somebody who reads it
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    Object key = attributes.fileKey();
    return Optional.of(Objects.requireNonNullElseGet(key, () -> realPath(file)));
  }

  /// The key where files have none, as on Windows.
  private static Path realPath(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException _) {
      return file.toAbsolutePath().normalize();
    }
  }

  /// Gives the claim up; the file stays.
  ///
  /// @throws IOException if closing it fails; it is given up even so
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      HELD.remove(key);
      channel.close();
    }
  }
}
