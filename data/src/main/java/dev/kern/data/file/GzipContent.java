package dev.kern.data.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The decompressed content of a gzipped file.
///
/// Readers go over a file twice: first its structure, then its numbers. So the beginning is kept
/// decompressed (56 MiB and three times the compressed size, up to 128 MiB and a quarter of the
/// heap); the rest is decompressed again for the second pass, which is slower but keeps memory
/// bounded. A file that expands more than two hundredfold is rejected before it has cost more
/// memory than that: images never do, decompression bombs expand a thousandfold.
final class GzipContent extends UnpackedContent {
  private static final int BLOCK = 1 << 20;
  private static final long LEAST_KEPT = LEAST_GROWN;
  private static final long MOST_KEPT = 128L << 20;

  private final Content packed;
  private final long packedBytes;
  private final List<byte[]> kept = new ArrayList<>();
  private final long mostKept;
  private long keptBytes;

  /// @param packed the file, which belongs to this
  /// @param packedBytes the size of the file on disk, which is an archive's if it lies in one
  GzipContent(Content packed, long packedBytes) {
    super(packed.path());
    this.packed = packed;
    this.packedBytes = packedBytes;
    long most = Math.min(MOST_KEPT, Runtime.getRuntime().maxMemory() / 4);
    this.mostKept = Math.min(most, LEAST_KEPT + 3 * packedBytes);
  }

  @Override
  String name() {
    return packed.name();
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
    return super.fill(position, into, at, count);
  }

  @Override
  long reach(long position) throws IOException {
    return position <= keptBytes ? position : super.reach(position);
  }

  @Override
  int unpack(byte[] into, int at, int count) throws IOException {
    try {
      long before = unpackedBytes();
      int read = readOn(into, at, count);
      if (read > 0) {
        keep(before, into, at, read);
        checkGrowth("this gzip file", Math.min(packed.position(), packedBytes), "gunzip");
      }
      return read;
    } catch (EOFException e) {
      throw Problem.at(place(unpackedBytes()), "unexpected end of the gzip stream")
          .because(e)
          .fix("download or copy the file again; it is truncated (gzip -t tests it)");
    } catch (ZipException e) {
      throw Problem.at(place(unpackedBytes()), "the gzip stream is broken: " + e.getMessage())
          .because(e)
          .fix("download or copy the file again (gzip -t tests it)");
    }
  }

  @Override
  InputStream open() throws IOException {
    packed.goTo(0);
    return new GZIPInputStream(new Packed(packed), 1 << 16);
  }

  private void keep(long position, byte[] from, int at, int count) {
    if (position != keptBytes || keptBytes >= mostKept) {
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

  @Override
  public void close() {
    kept.clear();
    try {
      closeStream();
      packed.close();
    } catch (IOException e) {
      throw Problem.of(path(), e);
    }
  }

  /// The packed bytes; outlives the streams over it, so that unpacking can start again.
  private static final class Packed extends InputStream {
    private final Content content;

    Packed(Content content) {
      this.content = content;
    }

    @Override
    public int read() {
      return content.next();
    }

    @Override
    public int read(byte[] into, int at, int count) {
      int read = content.readUpTo(into, at, count);
      return read == 0 && count > 0 ? -1 : read;
    }

    /// Whether there is more, as it must be known after a member of a file of several.
    @Override
    public int available() {
      long at = content.position();
      boolean more = content.next() >= 0;
      content.goTo(at);
      return more ? 1 : 0;
    }
  }
}
