package dev.kern.data.convert;

import dev.kern.data.archive.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Where picture files go, under names with slashes: a folder or an archive.
interface PicturePlace {
  /// Makes a folder, whose name ends in a slash.
  void folder(String name) throws IOException;

  /// Writes a file into a folder that was made.
  void file(String name, byte[] content) throws IOException;

  /// Files in a folder on disk.
  record Disk(Path top) implements PicturePlace {
    @Override
    public void folder(String name) throws IOException {
      Files.createDirectories(top.resolve(name));
    }

    @Override
    public void file(String name, byte[] content) throws IOException {
      Files.write(top.resolve(name), content);
    }
  }

  /// Files in a tar file.
  record Tar(TarWriter tar) implements PicturePlace, AutoCloseable {
    Tar(OutputStream out) {
      this(new TarWriter(out));
    }

    @Override
    public void folder(String name) throws IOException {
      tar.folder(name);
    }

    @Override
    public void file(String name, byte[] content) throws IOException {
      tar.file(name, content);
    }

    @Override
    public void close() throws IOException {
      tar.close();
    }
  }

  /// Files in a zip file.
  record Zip(ZipOutputStream zip) implements PicturePlace, AutoCloseable {
    Zip(OutputStream out) {
      this(new ZipOutputStream(out));
    }

    @Override
    public void folder(String name) throws IOException {
      file(name, new byte[0]);
    }

    @Override
    public void file(String name, byte[] content) throws IOException {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
