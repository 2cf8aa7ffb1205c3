package dev.kern.data.archive;

import dev.kern.data.file.Problem;
import java.io.IOException;
import java.io.InputStream;
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
  @Override
  public void visit(Visitor visitor) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements() && !visitor.isDone()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (!isFile(entry)) {
          visitor.folder(name.substring(0, name.length() - 1));
        } else if (visitor.wants(name)) {
          Archive.checkName(path, name);
          visitor.file(name, content(zip, entry));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw broken(e);
    }
  }

  private static boolean isFile(ZipEntry entry) {
    return !entry.isDirectory();
  }

  private byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(LARGEST_FILE + 1);
      Archive.checkSize(path, entry.getName(), content.length);
      return content;
    }
  }

  private RuntimeException broken(Exception e) {
    return e instanceof ZipException || !(e instanceof IOException failure)
        ? Problem.at(path.toString(), "the zip file is broken: " + e.getMessage())
            .because(e)
            .fix("download or copy the file again")
        : Problem.of(path, failure);
  }
}
