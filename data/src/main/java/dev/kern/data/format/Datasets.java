package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.HoldOutSplitter;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.NamedDataset;
import dev.kern.data.archive.Archive;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// Opens data sets.
public final class Datasets {
  private static final ClassLoader LOADER = NamedDataset.class.getClassLoader();

  private Datasets() {}

  /// Opens a file or folder, in whatever format its content shows, or a [NamedDataset] such as
  /// `glyphs`, the letters that come with Kern (artifact `kern-glyphs`).
  ///
  /// Splits that the source lacks are cut from its training images: a tenth of each class, chosen
  /// by content, equal images kept together; [Dataset#warnings] reports it.
  ///
  /// Fails with `DataException` if there is no such file, it is of no known format, or its content
  /// can't be used.
  public static Dataset open(Path path) {
    return open(path, ImageTarget.AS_IS);
  }

  /// Opens a file or folder as [#open(Path)] does, and brings its images to a size, those of image
  /// files one by one, so that they may differ; [Dataset#warnings] reports it.
  public static Dataset open(Path path, ImageTarget sizing) {
    return open(path, sizing, Optional.empty());
  }

  /// Opens a file or folder for a network that takes images of that size: they stay as they are
  /// unless `sizing` says otherwise, and if theirs differ, the message advises this one.
  public static Dataset openFor(ImageShape network, Path path, ImageTarget sizing) {
    return open(path, sizing, ImageTarget.to(network).extents());
  }

  private static Dataset open(
      Path path, ImageTarget sizing, Optional<ImageTarget.Extents> advised) {
    if (path.toString().isEmpty()) { // Java takes it for the folder that the program runs in
      throw Problem.at("data", "the path is empty")
          .expected("a file or a folder, or glyphs")
          .fix("name one; '.' is " + path.toAbsolutePath());
    }
    if (!Files.exists(path)) {
      return Resized.of(named(path, ServiceLoader.load(NamedDataset.class, LOADER)), sizing);
    }
    for (Format format : Format.all()) {
      if (format.accepts(path)) {
        return HoldOutSplitter.missing(format.open(path, sizing, advised));
      }
    }
    throw unknown(path);
  }

  /// Opens the data set that a path names which leads to no file.
  static Dataset named(Path path, Iterable<NamedDataset> known) {
    for (NamedDataset set : known) {
      if (set.name().equals(path.toString())) {
        return set.open();
      }
    }
    if (path.toString().equals("glyphs")) {
      throw Problem.at("glyphs", "the letters that come with Kern are in an artifact of their own")
          .expected("kern-glyphs on the class path or module path")
          .fix("add the dependency dev.kern:kern-glyphs, in the version of kern-data");
    }
    throw Problem.of(path, new NoSuchFileException(path.toString()));
  }

  /// The formats that can be opened, one line each.
  public static List<String> formats() {
    return Format.all().stream().map(Format::description).toList();
  }

  private static DataException unknown(Path path) {
    Optional<FolderContents> holding = Archive.of(path).map(FolderContents::of);
    String kind = Files.isDirectory(path) ? "a folder" : look(path);
    return Problem.at(path.toString(), "this is no data set in a known format")
        .given(kind + holding.map(held -> " with " + held).orElse(""))
        .expected(String.join(", or ", formats()))
        .fix(
            holding.filter(FolderContents::hasImages).isPresent()
                ? "put the images of each class into a folder of its name, as in A/1.png"
                : "convert it to one of these, or check that the path names what you mean");
  }

  private static String look(Path path) {
    try (Content content = Content.open(path)) {
      return FileSignature.of(content).orElseGet(() -> FileSignature.firstBytes(content));
    }
  }
}
