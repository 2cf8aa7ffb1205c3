package dev.kern.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The unpacked content of a file in a zip archive.
///
/// Nothing is kept: going back unpacks from the start again. Whoever reads to the end without going
/// back has its checksum checked. Like a gzipped file, it may grow two hundredfold.
final class ZippedContent extends UnpackedContent {
  private final ZipFile zip;
  private final ZipEntry entry;
  private final CRC32 checksum = new CRC32();

  private ZippedContent(Path archive, ZipFile zip, ZipEntry entry) {
    super(archive);
    this.zip = zip;
    this.entry = entry;
  }

  @SuppressWarnings("MustBeClosedChecker") // the zip file belongs to the content that is returned
  static ZippedContent of(Path archive, String name) {
    ZipFile zip = ZipFiles.open(archive);
    try {
      Optional<ZipEntry> entry = ZipNames.find(zip, name);
      if (entry.isEmpty()) {
        zip.close();
        throw Problem.at(archive.toString(), "the archive has no file " + Problem.quote(name))
            .fix("check the name");
      }
      return new ZippedContent(archive, zip, entry.get());
    } catch (IllegalArgumentException e) {
      throw ZipFiles.broken(archive, e);
    } catch (IOException e) {
      throw Problem.of(archive, e);
    }
  }

  static List<String> names(Path archive) {
    try (ZipFile zip = ZipFiles.open(archive)) {
      return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    } catch (IllegalArgumentException e) {
      throw ZipFiles.broken(archive, e);
    } catch (IOException e) {
      throw Problem.of(archive, e);
    }
  }

  private static DataException broken(String where, Exception e) {
    return Problem.at(where, "the zip file is broken: " + e.getMessage())
        .because(e)
        .fix("download or copy the file again");
  }

  @Override
  String name() {
    return path() + ", " + entry.getName();
  }

  @Override
  public boolean gzipped() {
    return false;
  }

  @Override
  int unpack(byte[] into, int at, int count) throws IOException {
    try {
      int read = readOn(into, at, count);
      if (read < 0) {
        checkSum();
      } else {
        checksum.update(into, at, read);
        checkGrowth("this file", Math.max(0, entry.getCompressedSize()), "unzip");
      }
      return read;
    } catch (ZipException e) {
      throw broken(place(unpackedBytes()), e);
    }
  }

  private void checkSum() {
    if (entry.getCrc() >= 0 && entry.getCrc() != checksum.getValue()) {
      throw Problem.at(name(), "checksum mismatch: the file is damaged")
          .given(Long.toHexString(checksum.getValue()))
          .expected(Long.toHexString(entry.getCrc()))
          .fix("download or copy the file again");
    }
  }

  @Override
  InputStream open() throws IOException {
    checksum.reset();
    return zip.getInputStream(entry);
  }

  @Override
  public void close() {
    try {
      closeStream();
      zip.close();
    } catch (IOException e) {
      throw Problem.of(path(), e);
    }
  }
}
