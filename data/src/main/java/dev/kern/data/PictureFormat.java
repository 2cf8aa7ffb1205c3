package dev.kern.data;

import dev.kern.data.archive.Archive;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Picture files with a folder for each class: `A/1.png`, or `train/A/1.png`, in a folder, a tar
/// file (also gzipped) or a zip file.
///
/// Classes are in the order of their names; pictures in that of their file names and then classes,
/// whatever the archive's order, so that classes come mixed. Pictures that can't be decoded are
/// left out and named in a warning, as are symbolic links below the folder, which may lead
/// anywhere.
final class PictureFormat implements Format {
  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public String description() {
    return "picture files with a folder per class, in a folder, .tar, .tar.gz or .zip";
  }

  @Override
  public boolean accepts(Path path) {
    return Archive.of(path).filter(archive -> archive.has(PictureFormat::isInClass)).isPresent();
  }

  @Override
  public Dataset open(Path path) {
    return open(path, Sizing.AS_IS);
  }

  @Override
  public Dataset open(Path path, Sizing sizing) {
    PictureTable table = new PictureTable(path, sizing);
    List<Broken> broken = new ArrayList<>();
    List<DataException> failures = new ArrayList<>();
    FolderSum sum = new FolderSum(path);
    Archive archive = Archive.of(path).orElseThrow();
    archive.forEach(
        PictureFormat::isInClass,
        (name, content) -> {
          sum.add(name, content);
          try {
            table.add(name, content);
          } catch (DataException e) {
            failures.add(e);
            broken.add(new Broken(name, reason(Archive.place(path, name), e)));
          }
        });
    if (table.isEmpty()) {
      throw failures.getFirst();
    }
    Assembly assembly = new Assembly();
    if (!broken.isEmpty()) {
      assembly.warn(Broken.warning(broken));
    }
    List<String> links = archive.links(PictureFormat::isInClass);
    if (!links.isEmpty()) {
      assembly.warn(
          Problem.count(links.size())
              + (links.size() == 1 ? " link was" : " links were")
              + " passed over: "
              + Problem.list(links));
    }
    Provenance provenance = sum.provenance(name());
    return table
        .finish(assembly, sizing.isNone() ? provenance : provenance.withFit(Fit.STRETCH))
        .withBroken(broken);
  }

  private static boolean isInClass(String name) {
    return PictureName.of(name).isPresent();
  }

  /// The first line of a message without the file that it begins with.
  private static String reason(String place, DataException failure) {
    String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    boolean within = first.startsWith(place + ": ") || first.startsWith(place + ", ");
    return within ? first.substring(place.length() + 2) : first;
  }

  /// Where the pictures came from: the archive, or a folder as if it were one file, whose checksum
  /// is that of the lines `checksum name` of its pictures.
  private static final class FolderSum {
    private final Path path;
    private final boolean folder;
    private final StringBuilder lines = new StringBuilder();
    private long bytes;

    FolderSum(Path path) {
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
      String name = path.toAbsolutePath().normalize().getFileName().toString();
      return new Provenance(
          path.toString(),
          format,
          List.of(new Provenance.SourceFile(name, bytes, Checksum.of(lines.toString()))));
    }
  }
}
