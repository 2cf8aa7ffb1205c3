package dev.kern.data.convert;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// The compression and archive that a new file's extension asks for, such as `.tar.gz`.
///
/// @param gzipped whether the file is to be gzipped
/// @param archive what it is to be before that
record FileExtension(boolean gzipped, ArchiveKind archive) {
  /// A kind of archive.
  enum ArchiveKind {
    /// No archive, or not one of the others.
    NONE,
    /// Files one after the other.
    TAR,
    /// Files packed each by itself.
    ZIP
  }

  static FileExtension of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.tgz$", ".tar.gz");
    String unpacked = name.replaceFirst("\\.gz$", "");
    ArchiveKind archive =
        unpacked.endsWith(".tar")
            ? ArchiveKind.TAR
            : unpacked.endsWith(".zip") ? ArchiveKind.ZIP : ArchiveKind.NONE;
    return new FileExtension(!unpacked.equals(name), archive);
  }

  /// Fails with `DataException` if it isn't that of a folder.
  void expectFolder(Path out, OutputFormat target) {
    boolean table = out.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    if (gzipped || archive != ArchiveKind.NONE || table) {
      throw refused(out, target + " is written as a folder, but the name is that of a file");
    }
  }

  /// Fails with `DataException` if it is that of an archive, or of a gzipped NumPy archive.
  void expectFile(Path out, OutputFormat target) {
    if (archive != ArchiveKind.NONE) {
      throw refused(out, target + " is a single file, but the name is that of an archive");
    } else if (gzipped && target == OutputFormat.NPZ) {
      throw refused(out, target + " is already compressed, but the name is that of a gzipped file");
    }
  }

  /// Fails with `DataException` if it is that of one gzipped file, but no tar archive.
  void expectArchive(Path out, OutputFormat target) {
    if (gzipped && archive == ArchiveKind.ZIP) {
      throw refused(out, ".zip is already compressed, but the name is that of a gzipped file");
    } else if (gzipped && archive == ArchiveKind.NONE) {
      expectFolder(out, target);
    }
  }

  private static DataException refused(Path out, String what) {
    return Problem.at(out.toString(), what)
        .expected("a name without this extension")
        .fix("use another name; or --to folder, which can pack PNG files as .zip, .tar or .tar.gz");
  }

  /// A new file's content, gzipped if it is to be.
  OutputStream around(OutputStream file) throws IOException {
    return new BufferedOutputStream(gzipped ? new GZIPOutputStream(file, 1 << 16) : file, 1 << 18);
  }
}
