package dev.kern.data.format;

import dev.kern.data.Provenance;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.FileStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// Where the images came from: the archive, or a folder as if it were one file, whose checksum is
/// that of the lines `checksum name` of its images.
final class ImageChecksum {
  private final Path path;
  private final boolean folder;
  private final MessageDigest lines = Checksum.sha256();
  private long bytes;

  ImageChecksum(Path path) {
    this.path = path;
    this.folder = FileStatus.isFolder(path);
  }

  /// The checksum of an image, to be added; empty where only that of the whole file counts. Any
  /// thread may ask.
  String of(byte[] content) {
    return folder ? Checksum.of(content) : "";
  }

  /// Adds an image.
  ///
  /// @param sum what [#of] says of its content
  void add(String name, String sum, long size) {
    if (folder) {
      lines.update((sum + "  " + name + "\n").getBytes(StandardCharsets.UTF_8));
      bytes += size;
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
        List.of(new Provenance.SourceFile(name, bytes, HexFormat.of().formatHex(lines.digest()))));
  }
}
