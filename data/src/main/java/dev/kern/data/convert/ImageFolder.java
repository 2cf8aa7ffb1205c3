package dev.kern.data.convert;

import dev.kern.data.FolderName;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.archive.TarWriter;
import dev.kern.data.file.Problem;
import dev.kern.data.image.PngWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipOutputStream;

/// Writes a PNG file for each image: `train/A/00000007.png`, numbered within its split, in a folder
/// or an archive.
final class ImageFolder {
  /// What every file system takes.
  private static final Pattern FIT =
      Pattern.compile(
          "[\\p{L}\\p{N}_()+=,;!@#$%&'-][\\p{L}\\p{N}\\p{M}" + " ._()+=,;!@#$%&'-]{0,99}(?<![. ])");

  private ImageFolder() {}

  /// Fails with `DataException` if PNG files in folders can't hold these images or classes.
  static void check(ExportedImages images, Path out) {
    ImageShape shape = images.shape();
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw Problem.at(out.toString(), "image files have 1 or 3 channels")
          .given(shape.toString())
          .fix("use another format, such as npz");
    }
    if (!images.areBytes()) {
      throw Problem.at(out.toString(), "image files hold integers from 0 to 255")
          .given("pixels with another scaling, or between two integers")
          .fix("use another format, such as npz, which keeps floats");
    }
    Set<String> seen = new HashSet<>();
    for (String name : images.data().classNames()) {
      if (!FIT.matcher(name).matches()
          || FolderName.isSystem(name)
          || FolderName.of(name).unlabelled()
          || !seen.add(name.toLowerCase(Locale.ROOT))) {
        throw Problem.at(out.toString(), "a class name can't be used as a folder name")
            .given(Problem.quote(name))
            .expected(
                "letters, digits and common punctuation; unique regardless of case; not a word such"
                    + " as unlabeled")
            .fix("rename the class, or use another format, such as npz");
      }
    }
  }

  static void write(ExportedImages images, Path folder) throws IOException {
    write(
        images,
        (name, content) -> {
          if (name.endsWith("/")) {
            Files.createDirectories(folder.resolve(name));
          } else {
            Files.write(folder.resolve(name), content);
          }
        });
  }

  static void writeTar(ExportedImages images, OutputStream out) throws IOException {
    try (TarWriter tar = new TarWriter(out)) {
      write(images, tar::add);
    }
  }

  static void writeZip(ExportedImages images, OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      write(
          images,
          (name, content) -> {
            zip.putNextEntry(ZipEntries.of(name));
            zip.write(content);
            zip.closeEntry();
          });
    }
  }

  private static void write(ExportedImages images, ImageDestination place) throws IOException {
    ImageShape shape = images.shape();
    List<String> names = images.data().classNames();
    for (SplitName splitName : images.splitNames()) {
      Split split = images.split(splitName);
      for (String name : names) {
        place.add(splitName.key() + "/" + name + "/", new byte[0]);
      }
      images.bytes(
          splitName,
          0,
          split.count(),
          (i, pixels) ->
              place.add(
                  String.format(
                      Locale.ROOT, "%s/%s/%08d.png", splitName.key(), names.get(split.label(i)), i),
                  PngWriter.of(pixels, shape.height(), shape.width(), shape.channels())));
    }
  }
}
