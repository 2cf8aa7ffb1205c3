package dev.kern.data;

import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where a data set came from, precisely enough to tell whether another one is the same.
///
/// @param source the path that was opened, as given
/// @param format the format that was found, such as `pickle`
/// @param files the files that were read, in the order of their names
/// @param fit how its images were resized, if they were
/// @param names the encoding that names were read in, if it was asked for
/// @param parts the data sets that were joined, or none
public record Provenance(
    String source,
    String format,
    List<SourceFile> files,
    Optional<ResizeMode> fit,
    Optional<Charset> names,
    List<Part> parts) {
  /// A data set that was joined with others.
  ///
  /// @param source the path that was opened, as given
  /// @param format its format
  /// @param sha256 its checksum
  /// @param weight how often training draws each of its training images per epoch
  /// @param trainOnly whether its training images alone count
  public record Part(
      String source, String format, String sha256, double weight, boolean trainOnly) {
    static Part of(DataPart part, Provenance origin) {
      return new Part(
          part.source(), origin.format(), origin.sha256(), part.weight(), part.trainOnly());
    }

    /// What was opened, and how it counts.
    public DataPart part() {
      return new DataPart(source, weight, trainOnly);
    }
  }

  /// A file that was read.
  ///
  /// @param name its name, without folders
  /// @param bytes its size on disk
  /// @param sha256 its checksum, as `sha256sum` prints it
  public record SourceFile(String name, long bytes, String sha256) {
    static SourceFile of(Path file) {
      try {
        return new SourceFile(file.getFileName().toString(), Files.size(file), Checksum.of(file));
      } catch (IOException e) {
        throw Problem.of(file, e);
      }
    }
  }

  /// Copies the lists.
  public Provenance {
    files = List.copyOf(files);
    parts = List.copyOf(parts);
  }

  /// Where images came from that are as they were.
  public Provenance(String source, String format, List<SourceFile> files) {
    this(source, format, files, Optional.empty(), Optional.empty(), List.of());
  }

  /// The same, with resized images.
  public Provenance withFit(ResizeMode how) {
    return new Provenance(source, format, files, Optional.of(how), names, parts);
  }

  /// The same, with names in an encoding that was asked for.
  public Provenance withNames(Charset encoding) {
    return new Provenance(source, format, files, fit, Optional.of(encoding), parts);
  }

  /// Data that a program made.
  public static Provenance ofProgram(String name) {
    return new Provenance(name, "program", List.of());
  }

  /// Where a data set came from that was read from these files.
  ///
  /// Fails with `DataException` if one can't be read.
  public static Provenance of(Path source, String format, List<Path> files) {
    return new Provenance(
        source.toString(), format, files.stream().sorted().map(SourceFile::of).toList());
  }

  /// One checksum for all files: that of the only file, or of the lines `checksum name` of several;
  /// for joined data sets that of their checksums and how they count, wherever they are.
  public String sha256() {
    if (!parts.isEmpty()) {
      return Checksum.of(
          parts.stream()
              .map(part -> "%s  %s %s\n".formatted(part.sha256, part.weight, part.trainOnly))
              .collect(Collectors.joining()));
    }
    return files.size() == 1
        ? files.getFirst().sha256()
        : Checksum.of(
            files.stream()
                .map(file -> file.sha256() + "  " + file.name() + "\n")
                .collect(Collectors.joining()));
  }
}
