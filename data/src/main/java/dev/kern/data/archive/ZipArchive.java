package dev.kern.data.archive;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ZipFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A zip file, read through the table at its end; sizes are those that unpacking finds, not those
/// that the table claims.
///
/// @param path the file
record ZipArchive(Path path) implements Archive {
  /// The most that all files together may unpack to, for each byte of the archive.
  private static final int MOST_GROWTH = 200;

  /// Bytes that may come out of however few.
  private static final long LEAST_GROWN = 1L << 26;

  @Override
  public void visit(Visitor visitor) {
    try (ZipFile zip = ZipFiles.open(path)) {
      long budget = LEAST_GROWN + MOST_GROWTH * Files.size(path);
      long unpacked = 0;
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements() && !visitor.isDone()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (entry.isDirectory()) {
          visitor.folder(name.substring(0, name.length() - 1));
        } else if (visitor.wants(name)) {
          Archive.checkName(path, name);
          byte[] content = content(zip, entry);
          unpacked += content.length;
          if (unpacked > budget) {
            throw tooMuch(name, unpacked);
          }
          visitor.file(name, Entry.of(content));
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw ZipFiles.broken(path, e);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private DataException tooMuch(String name, long unpacked) {
    return Problem.at(Archive.place(path, name), "this zip file expands far more than images can")
        .given(Problem.count(unpacked) + " bytes up to here")
        .expected("at most %d times the size of the archive".formatted(MOST_GROWTH))
        .fix("unpack it yourself (unzip) if you trust it");
  }

  private byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(LARGEST_FILE + 1);
      Archive.checkSize(path, entry.getName(), content.length);
      return content;
    }
  }
}
