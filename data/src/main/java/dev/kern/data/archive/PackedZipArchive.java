package dev.kern.data.archive;

import dev.kern.data.file.PackedZip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;

/// A gzipped zip file, read from front to back.
///
/// @param path the file
record PackedZipArchive(Path path) implements Archive {
  @Override
  public boolean has(Predicate<String> wanted) {
    try (PackedZip zip = new PackedZip(path)) {
      for (Optional<ZipEntry> e = zip.next(); e.isPresent(); e = zip.next()) {
        if (!e.get().isDirectory() && wanted.test(e.get().getName())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw PackedZip.broken(path, e);
    }
  }

  @Override
  public void visit(Visitor visitor) {
    try (PackedZip zip = new PackedZip(path)) {
      for (Optional<ZipEntry> e = zip.next(); e.isPresent(); e = zip.next()) {
        String name = e.get().getName();
        if (e.get().isDirectory()) {
          visitor.folder(name.substring(0, name.length() - 1));
        } else if (visitor.wants(name)) {
          Archive.checkName(path, name);
          byte[] content = zip.readNBytes(LARGEST_FILE + 1);
          Archive.checkSize(path, name, content.length);
          visitor.file(name, content);
        }
      }
    } catch (IOException e) {
      throw PackedZip.broken(path, e);
    }
  }
}
