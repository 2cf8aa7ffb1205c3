package dev.kern.data.format;

import dev.kern.data.Provenance;
import dev.kern.data.file.Checksum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Where the images came from: the archive, or a folder as if it were one file, whose checksum is
/// that of the lines `checksum name` of its images.
final class ImageChecksum {
  private final Path path;
  private final boolean folder;
  private final StringBuilder lines = new StringBuilder();
  private long bytes;

  ImageChecksum(Path path) {
    this.path = path;
    this.folder = Files.isDirectory(path);
  }

  void add(String name, byte[] content) {
    if (folder) {
      lines.append(Checksum.of(content)).append("  ").append(name).append('\n');
      bytes += content.length;
    }
  }

  Provenance provenance(String format) {
    if (!folder) {
      return Provenance.of(path, format, List.of(path));
    }
    Path place = path.toAbsolutePath().normalize();
    String name = Objects.requireNonNullElse(place.getFileName(), place).toString(); // "/" has none
    return new Provenance(
        path.toString(),
        format,
        List.of(new Provenance.SourceFile(name, bytes, Checksum.of(lines.toString()))));
  }
}
