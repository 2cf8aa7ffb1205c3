package dev.kern.data;

import dev.kern.data.archive.Archive;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Picture files with a folder for each class: `A/1.png`, or `train/A/1.png`, in a folder, a tar
/// file (also gzipped) or a zip file.
///
/// Classes are in the order of their names; pictures in that of their file names and then classes,
/// whatever the archive's order, so that classes come mixed. Pictures that can't be decoded are
/// left out and named in a warning.
final class PictureFormat implements Format {
  private static final int NAMED = 5;

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
    Predicate<String> inClass = name -> PictureName.of(name).isPresent();
    return Archive.of(path).filter(archive -> archive.has(inClass)).isPresent();
  }

  @Override
  public Dataset open(Path path) {
    return open(path, Sizing.AS_IS);
  }

  @Override
  public Dataset open(Path path, Sizing sizing) {
    PictureTable table = new PictureTable(path, sizing);
    List<DataException> broken = new ArrayList<>();
    FolderSum sum = new FolderSum(path);
    Archive.of(path)
        .orElseThrow()
        .forEach(
            name -> PictureName.of(name).isPresent(),
            (name, content) -> {
              sum.add(name, content);
              try {
                table.add(PictureName.of(name).orElseThrow(), Archive.place(path, name), content);
              } catch (DataException e) {
                broken.add(e);
              }
            });
    if (table.isEmpty()) {
      throw broken.getFirst();
    }
    Assembly assembly = new Assembly();
    if (!broken.isEmpty()) {
      assembly.warn(warning(broken));
    }
    Provenance provenance = sum.provenance(name());
    return table.finish(assembly, sizing.isNone() ? provenance : provenance.withFit(Fit.STRETCH));
  }

  private static String warning(List<DataException> broken) {
    List<String> first =
        broken.stream()
            .limit(NAMED)
            .map(e -> String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
            .toList();
    int rest = broken.size() - first.size();
    return Problem.count(broken.size())
        + (broken.size() == 1 ? " broken picture was" : " broken pictures were")
        + " left out: "
        + String.join("; ", first)
        + (rest > 0 ? "; and " + Problem.count(rest) + " more" : "");
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
