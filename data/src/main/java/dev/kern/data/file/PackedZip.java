package dev.kern.data.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// A gzipped zip file, read from front to back: one file's content after the other.
///
/// Its table lies at the end, behind all that has to be unpacked, and isn't used. It may grow as
/// much as a gzipped file may, in both unpackings together.
public final class PackedZip extends InputStream {
  private final Path path;
  private final long packed;
  private final ZipInputStream zip;
  private final byte[] scratch = new byte[1 << 13];
  private long grown;

  /// Opens the file, before its first file.
  public PackedZip(Path path) throws IOException {
    this.path = path;
    this.packed = Files.size(path);
    InputStream file = Files.newInputStream(path);
    try {
      this.zip = new ZipInputStream(new Counted(new GZIPInputStream(file, 1 << 16)));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// Goes to the next file; its entry, or empty behind the last.
  public Optional<ZipEntry> next() throws IOException {
    while (read(scratch, 0, scratch.length) >= 0) {} // so that what is passed over counts
    try {
      return Optional.ofNullable(zip.getNextEntry());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int count) throws IOException {
    return count(zip.read(into, at, count));
  }

  private int count(int read) {
    grown += Math.max(0, read);
    if (UnpackedContent.isTooMuch(packed, grown)) {
      throw UnpackedContent.tooMuch(path.toString(), "this file", packed, grown, "gunzip");
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /// What is wrong with a file that can't be read to its end.
  public static DataException broken(Path path, IOException e) {
    return Problem.at(path.toString(), "the gzipped zip file is broken: " + e.getMessage())
        .because(e)
        .mend("download or copy the file again");
  }

  /// The bytes of the zip file.
  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int at, int count) throws IOException {
      return count(super.read(into, at, count));
    }
  }
}
