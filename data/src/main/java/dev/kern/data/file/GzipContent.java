package dev.kern.data.file;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The unpacked content of a gzipped file.
///
/// Readers pass over a file twice: first its structure, then its numbers. So the beginning is kept
/// as it is unpacked (56 MiB and three times the packed size, up to 128 MiB); what lies behind is
/// unpacked once more for the second pass, which is slower but keeps memory bounded. A file that
/// grows more than two hundredfold is refused, before it has cost more than what is kept: pictures
/// don't, bombs grow a thousandfold.
final class GzipContent extends Content {
  private static final int BLOCK = 1 << 20;
  private static final long LEAST_KEPT = 56L << 20;
  private static final long MOST_KEPT = 128L << 20;
  private static final int MOST_GROWTH = 200;

  private final FileChannel channel;
  private final List<byte[]> kept = new ArrayList<>();
  private final byte[] scratch = new byte[1 << 16];
  private final long mostKept;
  private long keptBytes;
  private @Nullable GZIPInputStream unpacked;
  private long unpackedBytes; // where the stream stands
  private long length = -1; // known once the end was seen

  GzipContent(Path path, FileChannel channel) throws IOException {
    super(path);
    this.channel = channel;
    this.mostKept = Math.min(MOST_KEPT, LEAST_KEPT + 3 * channel.size());
  }

  @Override
  public boolean gzipped() {
    return true;
  }

  @Override
  int fill(long position, byte[] into, int at, int count) throws IOException {
    if (position < keptBytes) {
      byte[] block = kept.get((int) (position / BLOCK));
      int from = (int) (position % BLOCK);
      int there = (int) Math.min(count, Math.min(BLOCK - from, keptBytes - position));
      System.arraycopy(block, from, into, at, there);
      return there;
    }
    if (position == length || advance(position) < position) {
      return -1;
    }
    return unpack(into, at, count);
  }

  @Override
  long reach(long position) throws IOException {
    if (position <= keptBytes || position == length) {
      return position;
    }
    return length >= 0 ? Math.min(position, length) : advance(position);
  }

  /// Moves the stream to the position, or to the end if that comes first.
  private long advance(long position) throws IOException {
    if (unpackedBytes > position) {
      restart();
    }
    while (unpackedBytes < position) {
      int want = (int) Math.min(scratch.length, position - unpackedBytes);
      if (unpack(scratch, 0, want) < 0) {
        break;
      }
    }
    return unpackedBytes;
  }

  private int unpack(byte[] into, int at, int count) throws IOException {
    try {
      GZIPInputStream stream = unpacked == null ? restart() : unpacked;
      int read = stream.read(into, at, count);
      if (read < 0) {
        length = unpackedBytes;
        return read;
      }
      keep(into, at, read);
      unpackedBytes += read;
      if (unpackedBytes > LEAST_KEPT + MOST_GROWTH * channel.position()) {
        throw Problem.at(place(unpackedBytes), "this gzip file grows more than pictures can")
            .given(
                Problem.count(channel.position())
                    + " bytes unpacked to "
                    + Problem.count(unpackedBytes))
            .expected("at most " + MOST_GROWTH + " times the packed size")
            .mend("unpack it yourself (gunzip) if you trust it");
      }
      return read;
    } catch (EOFException e) {
      throw Problem.at(place(unpackedBytes), "the gzip stream ends too early")
          .because(e)
          .mend("download or copy the file again; it is cut off (gzip -t tests it)");
    } catch (ZipException e) {
      throw Problem.at(place(unpackedBytes), "the gzip stream is broken: " + e.getMessage())
          .because(e)
          .mend("download or copy the file again (gzip -t tests it)");
    }
  }

  private GZIPInputStream restart() throws IOException {
    closeStream();
    channel.position(0);
    unpackedBytes = 0;
    GZIPInputStream stream = new GZIPInputStream(new Packed(channel), 1 << 16);
    unpacked = stream;
    return stream;
  }

  private void keep(byte[] from, int at, int count) {
    if (unpackedBytes != keptBytes || keptBytes >= mostKept) {
      return; // a second pass, or enough kept
    }
    int done = 0;
    while (done < count && keptBytes < mostKept) {
      int inBlock = (int) (keptBytes % BLOCK);
      if (inBlock == 0) {
        kept.add(new byte[BLOCK]);
      }
      int some = Math.min(count - done, BLOCK - inBlock);
      System.arraycopy(from, at + done, kept.getLast(), inBlock, some);
      done += some;
      keptBytes += some;
    }
  }

  private void closeStream() throws IOException {
    GZIPInputStream stream = unpacked;
    if (stream != null) {
      unpacked = null;
      stream.close(); // frees the native inflater
    }
  }

  @Override
  public void close() {
    kept.clear();
    try {
      closeStream();
      channel.close();
    } catch (IOException e) {
      throw Problem.of(path(), e);
    }
  }

  /// The packed bytes; outlives the streams over it, so that unpacking can start again.
  private static final class Packed extends FilterInputStream {
    Packed(FileChannel channel) {
      super(Channels.newInputStream(channel));
    }

    @Override
    public void close() {
      // The channel is closed with the content.
    }
  }
}
