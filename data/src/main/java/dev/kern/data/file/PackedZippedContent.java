package dev.kern.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;

/// The unpacked content of a file in a gzipped zip archive.
///
/// Nothing is kept: going back unpacks from the archive's start.
final class PackedZippedContent extends UnpackedContent {
  private final String file;

  PackedZippedContent(Path archive, String file) {
    super(archive);
    this.file = file;
  }

  @Override
  String name() {
    return path() + ", " + file;
  }

  @Override
  public boolean gzipped() {
    return false;
  }

  @Override
  InputStream open() throws IOException {
    PackedZip zip = new PackedZip(path());
    Optional<String> name = zip.next().map(ZipEntry::getName);
    while (name.isPresent() && !name.get().equals(file)) {
      name = zip.next().map(ZipEntry::getName);
    }
    if (name.isEmpty()) {
      zip.close();
      throw new IOException("there is no file " + Problem.quote(file));
    }
    return zip;
  }

  @Override
  int unpack(byte[] into, int at, int count) {
    try {
      return readOn(into, at, count);
    } catch (IOException e) {
      throw PackedZip.broken(path(), e);
    }
  }

  @Override
  public void close() {
    try {
      closeStream();
    } catch (IOException e) {
      throw Problem.of(path(), e);
    }
  }
}
