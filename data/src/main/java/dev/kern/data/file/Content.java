package dev.kern.data.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The content of a file, decompressed if it is gzipped, read through a small window.
///
/// Supports reading forward, skipping and going back. Nothing is trusted: reading or skipping past
/// the end is a [DataException] that says how many bytes are missing. It needs the memory of the
/// window, and for a gzipped file that of [GzipContent]. Not thread-safe.
public abstract sealed class Content implements AutoCloseable
    permits PlainContent, PartContent, UnpackedContent {
  private static final int FIRST_WINDOW = 1 << 12; // enough to see what a file is
  private static final int WINDOW = 1 << 16;

  private final Path path;
  private byte[] window = new byte[FIRST_WINDOW];
  private long windowAt; // where in the content the window begins
  private int next; // the next byte in the window
  private int end; // how much of the window is filled

  Content(Path path) {
    this.path = path;
  }

  /// Opens a file; its first two bytes, not its name, tell whether it is gzipped.
  ///
  /// Fails with [DataException] if the file doesn't exist, isn't regular or can't be read.
  @SuppressWarnings("MustBeClosedChecker") // the channel belongs to the content that is returned
  public static Content open(Path path) {
    if (FileStatus.isFolder(path)) {
      throw Problem.at(path.toString(), "this is a folder")
          .expected("a file")
          .fix("give the path of a file in it");
    }
    RegularFile.expect(path);
    @Nullable FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      Content file = new PlainContent(path, channel);
      return file.unpacked(channel.size());
    } catch (IOException e) {
      close(channel);
      throw Problem.of(path, e);
    }
  }

  /// Opens a file in a zip archive; its location in messages is `letters.npz, train_images.npy,
  /// byte 128`.
  ///
  /// Fails with [DataException] if the archive can't be read or has no such file.
  public static Content open(Path archive, String name) {
    return ZippedContent.of(archive, name);
  }

  /// What a file holds that lies in this content from `at` on, such as one in a tar file;
  /// decompressed if it is gzipped. It is to be read while this content is open; closing it doesn't
  /// close this content.
  ///
  /// @param name its name, for messages
  /// @param at must lie within this content, and the file's last byte too
  public final Content part(String name, long at, long length) {
    return new PartContent(this, name, at, length).unpacked();
  }

  /// This content, or what it holds if it is a gzipped file in an archive; closing that closes
  /// this.
  public final Content unpacked() {
    try {
      return unpacked(Files.size(path));
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// @param packed the most bytes that it has, or that the archive has which it lies in
  private Content unpacked(long packed) {
    return startsWith(0x1f, 0x8b) ? new GzipContent(this, packed) : this;
  }

  /// The names of the files in a zip archive.
  ///
  /// Fails with [DataException] if the archive can't be read.
  public static List<String> zipped(Path archive) {
    return ZippedContent.names(archive);
  }

  /// Passes this content to `reader`, which then owns it; closes it if that fails.
  public final <T> T handOver(Function<Content, T> reader) {
    try {
      return reader.apply(this);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // The failure that led here is the one to report.
      }
    }
  }

  /// Fills `into` from the position on; the number of bytes read, or -1 at the end.
  abstract int fill(long position, byte[] into, int at, int count) throws IOException;

  /// The position if it lies within the content, else the content's end.
  abstract long reach(long position) throws IOException;

  /// Whether the file is gzipped.
  public abstract boolean gzipped();

  @Override
  public abstract void close();

  /// The file.
  public final Path path() {
    return path;
  }

  /// The file's name for messages.
  String name() {
    return path.toString();
  }

  /// The position of the next byte, counted from the start of the (unpacked) content.
  public final long position() {
    return windowAt + next;
  }

  /// What messages call the file: its path, or `letters.zip, train.csv`.
  public final String place() {
    return name();
  }

  /// The location of a byte for messages: `a.pickle.gz, byte 125,613 (unpacked)`.
  public final String place(long position) {
    return name() + ", byte " + Problem.count(position) + (gzipped() ? " (unpacked)" : "");
  }

  /// The next byte, 0 to 255, or -1 at the end.
  public final int next() {
    if (next == end && !slide()) {
      return -1;
    }
    return window[next++] & 0xff;
  }

  /// Reads exactly `count` bytes; fails if the content ends before.
  public final void read(byte[] into, int at, int count) {
    long start = position();
    int done = readUpTo(into, at, count);
    if (done < count) {
      throw endsEarly(start, count, done);
    }
  }

  /// Reads up to `count` bytes; fewer only at the end.
  public final int readUpTo(byte[] into, int at, int count) {
    int done = 0;
    while (done < count) {
      if (next == end && count - done >= WINDOW) { // large reads go past the window
        int read = fillFrom(position(), into, at + done, count - done);
        if (read < 0) {
          break;
        }
        windowAt += next + read;
        next = 0;
        end = 0;
        done += read;
      } else if (next == end && !slide()) {
        break;
      } else {
        int some = Math.min(end - next, count - done);
        System.arraycopy(window, next, into, at + done, some);
        next += some;
        done += some;
      }
    }
    return done;
  }

  /// Skips exactly `count` bytes, which must exist.
  public final void skip(long count) {
    if (count <= end - next) {
      next += (int) count;
      return;
    }
    long start = position();
    long wanted = start + count;
    long reached = seekWithin(wanted < start ? Long.MAX_VALUE : wanted); // the sum may overflow
    if (reached - start < count) {
      throw endsEarly(start, count, reached - start);
    }
  }

  /// Skips everything up to and including the byte `stop`; returns how many bytes came before it.
  public final long skipPast(int stop) {
    long start = position();
    int read;
    do {
      read = next();
      if (read < 0) {
        throw Problem.at(place(start), "the file ends in the middle of a line")
            .given(Problem.count(position() - start) + " bytes without a line break")
            .fix("download or copy the file again; it is truncated");
      }
    } while (read != stop);
    return position() - start - 1;
  }

  /// Skips the rest; returns its number of bytes.
  public final long skipRest() {
    long start = position();
    return seekWithin(Long.MAX_VALUE) - start;
  }

  /// Goes back to an earlier position.
  public final void goTo(long position) {
    seekWithin(position);
  }

  /// Whether the content begins with these bytes; doesn't move.
  public final boolean startsWith(int... bytes) {
    return holds(0, bytes);
  }

  /// Whether this is a zip archive; doesn't move.
  ///
  /// Fails with [DataException] if it is one inside a gzip file: its table lies at the end.
  public final boolean isZip() {
    boolean zip = startsWith('P', 'K', 3, 4);
    if (zip && gzipped()) {
      throw Problem.at(path.toString(), "a zip archive inside a gzip file")
          .expected("a .zip or .npz file that isn't gzipped")
          .fix("unpack it first: gunzip " + path);
    }
    return zip;
  }

  /// Whether these bytes are at the position; doesn't move.
  public final boolean holds(long position, int... bytes) {
    long back = position();
    boolean same = seekWithin(position) == position;
    for (int i = 0; i < bytes.length && same; i++) {
      same = next() == bytes[i];
    }
    seekWithin(back);
    return same;
  }

  private long seekWithin(long position) {
    if (position >= windowAt && position <= windowAt + end) {
      next = (int) (position - windowAt);
      return position;
    }
    try {
      windowAt = reach(position);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
    next = 0;
    end = 0;
    return windowAt;
  }

  private boolean slide() {
    windowAt += end;
    next = 0;
    end = 0;
    if (windowAt > 0 && window.length < WINDOW) {
      window = new byte[WINDOW];
    }
    end = Math.max(0, fillFrom(windowAt, window, 0, window.length));
    return end > 0;
  }

  private int fillFrom(long position, byte[] into, int at, int count) {
    try {
      return fill(position, into, at, count);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private DataException endsEarly(long start, long wanted, long there) {
    return Problem.at(place(start), "unexpected end of file")
        .given(Problem.count(there) + (there == 1 ? " byte left" : " bytes left"))
        .expected(Problem.count(wanted))
        .fix("download or copy the file again; it is truncated, or its header is wrong");
  }
}
